import { type Loop, runEvery } from '../loop/run-every.ts'
import type { Services } from '../services.ts'

/** Hands on what happens to the live streams of this process. While Postgres is away they stay open, and hear of it later. */
export function startLiveTail({ live, log }: Services): Loop {
  return runEvery({
    name: 'live tail',
    intervalMs: () => live.tail.intervalMs,
    log,
    pass: () => live.tail.pass(),
  })
}
