import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { configuredPorts, type PortName, requireFreePorts } from '../ports.ts'
import { tryLock, unlock } from '../process/lock.ts'
import { endOrphans } from '../process/records.ts'
import { createProgress, type Progress } from '../progress.ts'
import { stateFolder } from '../repository.ts'
import { formatAddresses, readAddresses, removeAddresses, writeAddresses } from '../stack/addresses.ts'
import { tellGameFaults } from '../stack/game-faults.ts'
import { keepLastLogs } from '../stack/logs.ts'
import { Stack } from '../stack/stack.ts'
import { supervise } from '../stack/supervise.ts'
import { watchGames } from '../stack/watch-games.ts'
import { detachUp, parentTerminal } from './detach.ts'

const authoritiesMax = 64

export const upCommand = new Command('up')
  .description('starts everything: Postgres, Valkey, LiveKit, the API, an authority and the arcade page')
  .option('--detach', 'return when all is ready, leaving it running until `npm run down`')
  .option('--authorities <count>', 'how many authority processes', parseCount, 1)
  .addHelpText('after', '\nThe settings that can be made in the environment are listed in docs/operating.md.')
  .action(async (options: { detach?: boolean; authorities: number }) => {
    if (options.detach) return detachUp(options.authorities)
    await up(options.authorities)
  })

async function up(authorities: number): Promise<void> {
  const terminal = parentTerminal()
  const progress = createProgress(terminal.output)
  mkdirSync(stateFolder, { recursive: true })
  const lock = join(stateFolder, 'up.lock')
  const holder = tryLock(lock)
  if (holder) {
    progress.line(describeRunning(holder.pid))
    return terminal.release()
  }

  let stack: Stack | undefined
  const stop = stopOnSignal(async () => {
    if (stack) progress.line('stopping …')
    removeAddresses(stateFolder)
    await stack?.stop()
    await endOrphans(stateFolder)
    unlock(lock)
  })
  try {
    await clearRemains(progress)
    const ports = configuredPorts(process.env, authorities)
    await requireFreePorts(ports, portsToListenOn(process.env))
    stack = new Stack({
      stateFolder,
      ports,
      durable: true,
      withArcade: true,
      reloadsGames: true,
      env: process.env,
      progress,
    })
    const addresses = await stack.start()
    writeAddresses(stateFolder, addresses)
    progress.line(`\nready in ${(performance.now() / 1000).toFixed(1)} s\n${formatAddresses(addresses)}`)
  } catch (error) {
    if (!stop.isUnderWay()) progress.line((error as Error).message)
    return stop.now(1)
  }
  progress.line(`\nlogs: npm run logs -- -f     stop: ${terminal.isDetached ? 'npm run down' : 'Ctrl-C'}`)
  terminal.release()
  await watchGames((text) => progress.line(text))
  const gameLogs = stack.applications.all.filter(({ name }) => name === 'api' || name.startsWith('authority'))
  tellGameFaults(
    gameLogs.map(({ logFile }) => logFile),
    (text) => progress.line(text),
  )
  for (const children of [stack.services, stack.applications])
    supervise(children, (text) => progress.line(text))
}

/** Ends what a killed `up` left running, and puts its logs aside. */
async function clearRemains(progress: Progress): Promise<void> {
  removeAddresses(stateFolder)
  const ended = await endOrphans(stateFolder)
  if (ended.length > 0) progress.line(`ended what an earlier run left: ${ended.join(', ')}`)
  keepLastLogs(stateFolder)
}

function portsToListenOn(env: NodeJS.ProcessEnv): PortName[] {
  return [
    ...(env.DATABASE_URL ? [] : (['postgres'] as const)),
    ...(env.REDIS_URL ? [] : (['redis'] as const)),
    ...(env.LIVEKIT_URL ? [] : (['livekit', 'livekitTcp', 'livekitUdp'] as const)),
    'api',
    'authority',
    'arcade',
  ]
}

function describeRunning(pid: number): string {
  const addresses = readAddresses(stateFolder)
  return addresses
    ? `already running (process ${pid}):\n${formatAddresses(addresses)}`
    : `already starting (process ${pid}); npm run logs -- -f shows how far it is`
}

/** The first signal stops in order; whoever is in a hurry sends a second one. */
function stopOnSignal(stop: () => Promise<void>) {
  let stopping: Promise<void> | undefined
  const now = async (exitCode: number): Promise<void> => {
    stopping ??= stop()
    await stopping
    process.exit(exitCode)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => (stopping ? process.exit(130) : now(0)))
  }
  return { now, isUnderWay: () => stopping !== undefined }
}

function parseCount(text: string): number {
  const count = Number(text)
  if (Number.isInteger(count) && count >= 1 && count <= authoritiesMax) return count
  throw new InvalidArgumentError(`must be a number from 1 to ${authoritiesMax}`)
}
