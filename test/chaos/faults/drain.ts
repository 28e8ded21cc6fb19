import type { Fault } from '../fault.ts'

/** Longer than the host lets matches go on by itself. */
const endMsMax = 40_000

export const drain: Fault = {
  name: 'drain',
  summary: 'SIGTERM to a host: its matches go to the other one, and it ends',
  watchMs: 3_000,
  async inject({ stack, matchIds, note }) {
    const owner = await stack.busiest(matchIds)
    if (!owner) throw new Error('no match has an owner')
    const owned = await stack.onHost(owner.host, matchIds)
    note(`SIGTERM to ${owner.host.name}, which has ${owned.length} matches`)
    const startedMs = performance.now()
    await owner.host.stop(endMsMax)
    return { matchIds: owned, findings: { drainMs: Math.round(performance.now() - startedMs) } }
  },
}
