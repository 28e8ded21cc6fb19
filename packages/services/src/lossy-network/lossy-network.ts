import { findLivekit } from '../livekit/livekit-binary.ts'
import type { Progress } from '../progress.ts'
import { findValkey } from '../valkey/valkey-binary.ts'
import { HostPair, hostAddresses } from './host-pair.ts'
import type { Loss } from './loss.ts'
import { type ServedAddresses, ServedStack } from './served-stack.ts'
import { findNetworkTools } from './tools.ts'

/** A stack of its own on one host and room for players on another, packets being lost between the two. */
export class LossyNetwork {
  readonly #hosts: HostPair
  readonly #stack: ServedStack

  private constructor(hosts: HostPair) {
    this.#hosts = hosts
    this.#stack = new ServedStack(hosts.commandIn('servers'), hostAddresses.servers)
  }

  /** Throws where this system or this user can't make networks. */
  static async create(loss: Loss, progress: Progress): Promise<LossyNetwork> {
    if (process.platform !== 'linux') throw new Error('--loss needs Linux, where networks can be made for it')
    if (process.getuid?.() !== 0)
      throw new Error('--loss needs root, since it makes networks: run it with sudo')
    progress.line(`starting a stack in a network that loses ${loss.percent} % of the packets each way`)
    const tools = await findNetworkTools(progress)
    // No way to get them from inside.
    await Promise.all([findLivekit(progress), findValkey(progress)])
    return new LossyNetwork(await HostPair.create(tools, loss))
  }

  /** Where players reach the stack, as soon as it is ready. */
  addresses(): Promise<ServedAddresses> {
    return this.#stack.addresses()
  }

  /** What to put before a command, so that it runs on the players' host. */
  get playersCommand(): [command: string, ...args: string[]] {
    return this.#hosts.commandIn('players')
  }

  async remove(): Promise<void> {
    await this.#stack.stop()
    await this.#hosts.remove()
  }
}
