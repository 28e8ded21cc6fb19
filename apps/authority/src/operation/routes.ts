import { Hono } from 'hono'
import type { Registry } from 'prom-client'
import type { Stats } from './stats.ts'

/** An orchestrator's probe gives up after a second or so: answer within that. */
const checkTimeoutMs = 900

export interface Operation {
  metrics: Registry
  stats(): Stats
  isStopping(): boolean
  /** Each rejects when what it names can't be reached. */
  checks: Readonly<Record<string, () => PromiseLike<unknown>>>
}

export function operationRoutes({ metrics, stats, isStopping, checks }: Operation): Hono {
  const routes = new Hono()
  routes.get('/health', (context) => context.json({ status: 'ok' }))
  routes.get('/ready', async (context) => {
    const outcomes = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => [name, await outcomeOf(check)] as const),
    )
    const isReady = outcomes.every(([, outcome]) => outcome === 'ok')
    const status = isStopping() ? 'stopping' : isReady ? 'ready' : 'not_ready'
    return context.json({ status, ...Object.fromEntries(outcomes) }, status === 'ready' ? 200 : 503)
  })
  routes.get('/metrics', async (context) =>
    context.body(await metrics.metrics(), 200, { 'content-type': metrics.contentType }),
  )
  routes.get('/stats', (context) => context.json(stats()))
  return routes
}

async function outcomeOf(check: () => PromiseLike<unknown>): Promise<'ok' | 'away'> {
  const late = new Promise<'away'>((resolve) => setTimeout(() => resolve('away'), checkTimeoutMs).unref())
  const answered = Promise.resolve(check()).then(
    () => 'ok' as const,
    () => 'away' as const,
  )
  return Promise.race([answered, late])
}
