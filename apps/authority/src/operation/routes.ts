import { Hono } from 'hono'
import type { Supervisor } from '../supervisor/supervisor.ts'
import type { HostMetrics } from './host-metrics.ts'
import { hostReadiness } from './host-readiness.ts'
import { hostStats } from './host-stats.ts'

/** A host's, for all of its processes. */
export function operationRoutes(supervisor: Supervisor, metrics: HostMetrics): Hono {
  const routes = new Hono()
  routes.get('/health', (context) => context.json({ status: 'ok' }))
  routes.get('/ready', async (context) => {
    const { status, checks } = await hostReadiness(supervisor)
    return context.json({ status, ...checks }, status === 'ready' ? 200 : 503)
  })
  routes.get('/metrics', async (context) =>
    context.body(await metrics.text(), 200, { 'content-type': metrics.contentType }),
  )
  routes.get('/stats', async (context) => context.json(await hostStats(supervisor)))
  return routes
}
