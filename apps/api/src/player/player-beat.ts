import { type Loop, runEvery } from '../loop/run-every.ts'
import type { Services } from '../services.ts'

/** Two in a row may be late before what is remembered of players counts no more. */
const intervalMs = 300

/** Without it, what is known of players is asked for with every request. */
export function startPlayerBeat({ playerChanges, log }: Services): Loop {
  return runEvery({
    name: 'player beat',
    intervalMs,
    log,
    pass: async () => {
      await playerChanges.beat()
      return false
    },
  })
}
