import type { MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import type { Logger } from 'pino'
import type { Metrics } from './metrics.ts'

/** Times each request by its route, so that ids in paths do not make a series each. */
export function observe(metrics: Metrics, log: Logger): MiddlewareHandler {
  return async (context, next) => {
    const startedMs = performance.now()
    await next()
    const seconds = (performance.now() - startedMs) / 1000
    const { method, path } = context.req
    const { status } = context.res
    const route = status === 404 ? 'unknown' : routePath(context, -1)
    metrics.requestSeconds.observe({ method, route, status }, seconds)
    log.debug({ method, path, status, seconds }, 'request')
  }
}
