import { identify, type ProcessIdentity } from '../process/identity.ts'
import { poll } from '../process/poll.ts'
import { runQuietly } from '../process/run.ts'
import type { Loss } from './loss.ts'
import { lossRules } from './loss-rules.ts'
import type { NetworkTools } from './tools.ts'

const roles = ['servers', 'players'] as const
export type HostRole = (typeof roles)[number]

/**
 * Each pair is a network of two, connected to nothing else: the same addresses serve all pairs at once. They are of the block
 * that RFC 2544 keeps for measurements.
 */
export const hostAddresses: Record<HostRole, string> = { servers: '198.18.0.1', players: '198.18.0.2' }
const prefixLength = 30
/** The end of the cable in each of the hosts. */
const cable = 'cable'

const namePrefix = 'gameserver'
/** Each call is a matter of milliseconds. */
const callTimeoutMs = 10_000
/** From SIGKILL until a process is gone. */
const goneMsMax = 5_000

/** Two hosts on this machine (Linux' network namespaces), and a cable between them that loses packets. */
export class HostPair {
  readonly #tools: NetworkTools
  readonly #owner: ProcessIdentity

  private constructor(tools: NetworkTools, owner: ProcessIdentity) {
    this.#tools = tools
    this.#owner = owner
  }

  /** Beside the pairs of other processes; those of processes that are gone are removed. */
  static async create(tools: NetworkTools, loss: Loss): Promise<HostPair> {
    await removeAbandoned(tools)
    const pair = new HostPair(tools, identify(process.pid) as ProcessIdentity)
    try {
      await pair.#connect(loss)
      return pair
    } catch (error) {
      await pair.remove()
      throw error
    }
  }

  /** What to put before a command, so that it runs in one of the hosts, under the same process id. */
  commandIn(role: HostRole): [command: string, ...args: string[]] {
    return [this.#tools.ip, 'netns', 'exec', this.#nameOf(role)]
  }

  /** Kills what still runs in it. */
  async remove(): Promise<void> {
    const names = roles.map((role) => this.#nameOf(role))
    const existing = await namesOfHosts(this.#tools)
    await removeHosts(
      this.#tools,
      names.filter((name) => existing.includes(name)),
    )
  }

  async #connect(loss: Loss): Promise<void> {
    const { ip, nft } = this.#tools
    const [servers, players] = roles.map((role) => this.#nameOf(role)) as [string, string]
    for (const name of [servers, players]) await call(ip, ['netns', 'add', name])
    const ends = ['name', cable, 'type', 'veth', 'peer', 'name', cable, 'netns', players]
    await call(ip, ['-n', servers, 'link', 'add', ...ends])
    for (const role of roles) {
      const name = this.#nameOf(role)
      await call(ip, ['-n', name, 'address', 'add', `${hostAddresses[role]}/${prefixLength}`, 'dev', cable])
      await call(ip, ['-n', name, 'link', 'set', 'lo', 'up'])
      await call(ip, ['-n', name, 'link', 'set', cable, 'up'])
      // What comes in at either end is what is lost, so it is lost once on its way.
      await call(ip, ['netns', 'exec', name, nft, lossRules(cable, loss)])
    }
  }

  #nameOf(role: HostRole): string {
    return [namePrefix, this.#owner.pid, startOf(this.#owner), role].join('-')
  }
}

/** What killed runs left: names tell the process that made them. */
async function removeAbandoned(tools: NetworkTools): Promise<void> {
  const names = await namesOfHosts(tools)
  await removeHosts(
    tools,
    names.filter((name) => {
      const [prefix, pid, start] = name.split('-')
      if (prefix !== namePrefix || !pid || !start) return false
      const running = identify(Number(pid))
      return running === undefined || startOf(running) !== start
    }),
  )
}

async function removeHosts({ ip }: NetworkTools, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await endProcessesIn(ip, name)
    await call(ip, ['netns', 'delete', name])
  }
}

async function endProcessesIn(ip: string, name: string): Promise<void> {
  await poll(
    async () => {
      const pids = (await call(ip, ['netns', 'pids', name])).split('\n').filter(Boolean).map(Number)
      for (const pid of pids) if (identify(pid)) process.kill(pid, 'SIGKILL')
      return pids.length === 0
    },
    { timeoutMs: goneMsMax },
  )
}

async function namesOfHosts({ ip }: NetworkTools): Promise<string[]> {
  const lines = (await call(ip, ['netns', 'list'])).split('\n').filter(Boolean)
  return lines.map((line) => line.split(' ')[0] as string)
}

/** The moment without the boot that it belongs to, which no namespace outlives. */
function startOf({ startedAt }: ProcessIdentity): string {
  return startedAt.slice(startedAt.lastIndexOf('/') + 1)
}

async function call(program: string, args: readonly string[]): Promise<string> {
  const { code, output } = await runQuietly(program, args, { timeoutMs: callTimeoutMs })
  if (code === 0) return output
  const [reason] = output.trim().split('\n')
  throw new Error(`the lossy network could not be made: ${program} ${args.slice(0, 4).join(' ')}: ${reason}`)
}
