import { signalAll } from '@gameserver/services/process/process-tree'
import type { Fault } from '../fault.ts'

export const killAuthority: Fault = {
  name: 'kill-authority',
  summary: 'kill -9 of the process that has the most matches, under its supervisor',
  watchMs: 4_000,
  async inject({ stack, matchIds, note }) {
    const owner = await stack.busiest(matchIds)
    if (!owner) throw new Error('no match has an owner')
    note(`kill -9 ${owner.pid} of ${owner.host.name}, which has ${owner.matchIds.length} matches`)
    signalAll([owner.pid], 'SIGKILL')
    return owner
  },
}
