import type { Services } from '../services.ts'

/** Players may name any region: those that there are have a series each. */
export function observeLatencies(
  { config, metrics }: Services,
  latencyMs: Readonly<Record<string, number>>,
): void {
  for (const { id } of config.matchmaking.regions) {
    if (Object.hasOwn(latencyMs, id))
      metrics.latencySeconds.observe({ region: id }, (latencyMs[id] as number) / 1000)
  }
}
