import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from '../fault.ts'

const pauseMs = 10_000
/** What the host does with matches that are not its own any more, it does within this. */
const settleMs = 3_000

/** A machine that stood still believes that it has what others have taken over. */
export const pauseAuthority: Fault = {
  name: 'pause-authority',
  summary: 'SIGSTOP of a host and all its processes for 10 s, then SIGCONT: its matches have one successor',
  watchMs: 5_000,
  async inject({ stack, matchIds, note }) {
    const owner = await stack.busiest(matchIds)
    if (!owner) throw new Error('no match has an owner')
    const { host } = owner
    const owned = await stack.onHost(host, matchIds)
    note(`SIGSTOP to ${host.name}, which has ${owned.length} matches`)
    const before = await stack.epochs(owned)
    host.pause()
    await sleep(pauseMs)
    host.resume()
    note(`SIGCONT to ${host.name}`)
    await sleep(settleMs)
    const after = await stack.epochs(owned)
    const successors = owned.map((matchId) => (after.get(matchId) ?? 0) - (before.get(matchId) ?? 0))
    return {
      matchIds: owned,
      findings: { successorsMin: Math.min(...successors), successorsMax: Math.max(...successors) },
    }
  },
}
