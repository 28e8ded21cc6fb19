import { join } from 'node:path'
import { Command } from 'commander'
import { isRunning } from '../process/identity.ts'
import { readHolder, unlock } from '../process/lock.ts'
import { poll } from '../process/poll.ts'
import { endOrphans } from '../process/records.ts'
import { createProgress } from '../progress.ts'
import { stateFolder } from '../repository.ts'
import { removeAddresses } from '../stack/addresses.ts'

/** Applications and services have 10 s each for an orderly stop. */
const stopTimeoutMs = 25_000

export const downCommand = new Command('down').description('stops what `up` started').action(async () => {
  const progress = createProgress()
  const lock = join(stateFolder, 'up.lock')
  const up = readHolder(lock)
  const wasUp = up !== undefined && isRunning(up)
  if (wasUp) {
    process.kill(up.pid, 'SIGTERM')
    const hasStopped = await progress.during('stopping', () =>
      poll(() => !isRunning(up), { timeoutMs: stopTimeoutMs }),
    )
    if (!hasStopped) process.kill(up.pid, 'SIGKILL')
  }
  const orphans = await endOrphans(stateFolder)
  removeAddresses(stateFolder)
  unlock(lock)
  progress.line(wasUp || orphans.length > 0 ? 'stopped' : 'nothing was running')
})
