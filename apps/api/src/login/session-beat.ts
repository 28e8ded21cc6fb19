import { type Loop, runEvery } from '../loop/run-every.ts'
import type { Services } from '../services.ts'
import { beatIntervalMs } from './open-sessions.ts'

/** Without it, every request asks Postgres for its session. */
export function startSessionBeat({ sessions, log }: Services): Loop {
  return runEvery({
    name: 'session beat',
    intervalMs: beatIntervalMs,
    log,
    pass: async () => {
      await sessions.beat()
      return false
    },
  })
}
