import { createRoute, z } from '@hono/zod-openapi'
import { createRouter, jsonResponse, type Router } from '../http/router.ts'
import type { Services } from '../services.ts'

/** An orchestrator's probe gives up after a second or so: answer within that. */
const checkTimeoutMs = 900

const tags = ['Operation']
const checkSchema = z.enum(['ok', 'away'])
const readinessSchema = z.object({
  status: z.enum(['ready', 'not_ready', 'stopping']),
  postgres: checkSchema,
  redis: checkSchema,
})

export function operationRoutes(services: Services): Router {
  const { sql, redis, metrics } = services
  const router = createRouter()

  const health = createRoute({
    method: 'get',
    path: '/health',
    operationId: 'health',
    summary: 'Whether the process runs',
    tags,
    responses: { 200: jsonResponse(z.object({ status: z.literal('ok') }), 'It does') },
  })
  router.openapi(health, (context) => context.json({ status: 'ok' as const }, 200))

  const ready = createRoute({
    method: 'get',
    path: '/ready',
    operationId: 'ready',
    summary: 'Whether the process can serve requests',
    tags,
    responses: {
      200: jsonResponse(readinessSchema, 'It can'),
      503: jsonResponse(readinessSchema, 'It cannot, or is about to stop'),
    },
  })
  router.openapi(ready, async (context) => {
    const [postgres, redisCheck] = await Promise.all([check(sql`select 1`), check(redis.ping())])
    const checks = { postgres, redis: redisCheck }
    if (services.isStopping()) return context.json({ status: 'stopping' as const, ...checks }, 503)
    if (postgres === 'ok' && redisCheck === 'ok')
      return context.json({ status: 'ready' as const, ...checks }, 200)
    return context.json({ status: 'not_ready' as const, ...checks }, 503)
  })

  router.get('/metrics', async (context) =>
    context.body(await metrics.registry.metrics(), 200, { 'content-type': metrics.registry.contentType }),
  )
  return router
}

async function check(answer: PromiseLike<unknown>): Promise<'ok' | 'away'> {
  const late = new Promise<'away'>((resolve) => setTimeout(() => resolve('away'), checkTimeoutMs).unref())
  const answered = Promise.resolve(answer).then(
    () => 'ok' as const,
    () => 'away' as const,
  )
  return Promise.race([answered, late])
}
