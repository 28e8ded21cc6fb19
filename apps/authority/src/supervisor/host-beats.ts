import type { PlacementObituary } from '@gameserver/storage/placement/placement-obituary'
import { beatMsOf } from '../placement/placement-agent.ts'

/**
 * Tells placement again and again that somebody looks after the processes of a host. One that hangs is not heard of before the
 * supervisor knows that it hangs, and over which match: whoever had that match by then would not know that it is to blame.
 */
export class HostBeats {
  readonly #placement: PlacementObituary
  readonly #host: string
  readonly #leaseMs: number
  #isUnderWay = false
  #timer: NodeJS.Timeout | undefined

  constructor(placement: PlacementObituary, { host, leaseMs }: { host: string; leaseMs: number }) {
    this.#placement = placement
    this.#host = host
    this.#leaseMs = leaseMs
  }

  start(): void {
    this.#timer = setInterval(() => void this.#beat(), beatMsOf(this.#leaseMs))
    void this.#beat()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** While Redis is away nobody is taken for dead: there is nothing to be told. */
  async #beat(): Promise<void> {
    if (this.#isUnderWay) return
    this.#isUnderWay = true
    // With its machine the supervisor dies up to a beat later than a process was heard of, whose lease is all that is to be waited for.
    await this.#placement.watched(this.#host, this.#leaseMs - beatMsOf(this.#leaseMs)).catch(() => {})
    this.#isUnderWay = false
  }
}
