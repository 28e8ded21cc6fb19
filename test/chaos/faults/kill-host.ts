import type { Fault } from '../fault.ts'

export const killHost: Fault = {
  name: 'kill-host',
  summary: 'kill -9 of a supervisor and all its processes at once: the machine is gone',
  watchMs: 5_000,
  async inject({ stack, matchIds, note }) {
    const owner = await stack.busiest(matchIds)
    if (!owner) throw new Error('no match has an owner')
    const owned = await stack.onHost(owner.host, matchIds)
    note(`kill -9 of all processes of ${owner.host.name}, which has ${owned.length} matches`)
    await owner.host.kill()
    return { matchIds: owned }
  },
}
