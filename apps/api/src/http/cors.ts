import type { MiddlewareHandler } from 'hono'
import { cors } from 'hono/cors'

/**
 * Lets pages of the configured origins call the API from a browser. Tokens travel in a header: no cookies.
 *
 * Hono's own middleware answers preflights alone: it puts its headers on a response before there is one, and that response is then
 * made three times over, which costs more than all else about a short request.
 */
export function corsFor(patterns: readonly string[]): MiddlewareHandler {
  const allowed = patterns.map(toExpression)
  const isAllowed = (origin: string) => allowed.some((pattern) => pattern.test(origin))
  const preflight = cors({
    origin: (origin) => (isAllowed(origin) ? origin : null),
    allowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowHeaders: ['authorization', 'content-type', 'last-event-id'],
    maxAge: 600,
  })
  return async (context, next) => {
    if (context.req.method === 'OPTIONS') return preflight(context, next)
    await next()
    const { headers } = context.res
    headers.append('vary', 'Origin')
    const origin = context.req.header('origin')
    if (origin === undefined || !isAllowed(origin)) return
    headers.set('access-control-allow-origin', origin)
    headers.set('access-control-expose-headers', 'retry-after')
  }
}

function toExpression(pattern: string): RegExp {
  const literals = pattern.split('*').map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${literals.join('[^/]*')}$`)
}
