import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from '../fault.ts'

/** What starts a server again that has died does so within this. */
const deadMs = 500

export const killLivekit: Fault = {
  name: 'kill-livekit',
  summary:
    'kill -9 of LiveKit, which is started again: players and authorities come back into the same match',
  // Everybody has ten seconds to come back, and is looked at for a while.
  watchMs: 12_000,
  async inject({ stack, matchIds, note }) {
    note(`kill -9 of LiveKit, with ${matchIds.length} matches in it`)
    await stack.livekit.kill()
    await sleep(deadMs)
    await stack.livekit.startAgain()
    return { matchIds }
  },
}
