import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from '../fault.ts'

/** What a machine that is busy with all of it does to players by itself: the other figures are to be read beside these. */
export const none: Fault = {
  name: 'none',
  summary: 'nothing happens: what this machine measures by itself',
  // As long as where an authority is killed. Were it shorter, players would say more lines than are taken from them.
  watchMs: 4_000,
  async inject({ matchIds }) {
    await sleep(1_000)
    return { matchIds }
  },
}
