import type { MiddlewareHandler } from 'hono'
import { cors } from 'hono/cors'

/** Lets pages of the configured origins call the API from a browser. Tokens travel in a header: no cookies. */
export function corsFor(patterns: readonly string[]): MiddlewareHandler {
  const allowed = patterns.map(toExpression)
  return cors({
    origin: (origin) => (allowed.some((pattern) => pattern.test(origin)) ? origin : null),
    allowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowHeaders: ['authorization', 'content-type', 'last-event-id'],
    exposeHeaders: ['retry-after'],
    maxAge: 600,
  })
}

function toExpression(pattern: string): RegExp {
  const literals = pattern.split('*').map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${literals.join('[^/]*')}$`)
}
