import { Histogram } from './histogram.ts'

/** An input that no snapshot has confirmed by then is lost. Above any latency that can be played with. */
const lostAfterMs = 1_000

interface PendingInput {
  tick: number
  handedAtMs: number
  isLate: boolean
}

/**
 * How long inputs take until their effect is back: from handing one for a tick to the SDK until a snapshot of that tick
 * or a later one arrives in which it was applied.
 *
 * A snapshot tells how deep the player's inputs were at the authority (see MatchClientStats), which shows whether one
 * was there when its tick was made. One that was not was replaced by the one before and will never be applied. It counts
 * as late, and its sample goes on until a snapshot shows that inputs are in time again, since until then the player does
 * not see what they do. Inputs never confirmed enter with the full time after which they were given up, so that no loss
 * can flatter the percentiles.
 */
export class InputLatency {
  readonly toStateMs = new Histogram()
  late = 0
  lost = 0
  readonly #ticksPerPacket: number
  #pending: PendingInput[] = []

  /** Inputs are sent in packets of `ticksPerPacket`, each ending with a tick that is a multiple of it. */
  constructor(ticksPerPacket: number) {
    this.#ticksPerPacket = ticksPerPacket
  }

  handed(tick: number, nowMs: number): void {
    const newest = this.#pending.at(-1)
    if (newest && tick <= newest.tick) return
    this.#pending.push({ tick, handedAtMs: nowMs, isLate: false })
  }

  /** `depthTicks` says by how many ticks the newest inputs were ahead of the match; below zero, how many are missing. */
  confirmed(snapshotTick: number, depthTicks: number, nowMs: number): void {
    const depth = Math.ceil(depthTicks)
    const isInTime = depth >= 0
    this.#pending = this.#pending.filter((input) => {
      if (input.tick > snapshotTick) return !this.#isLost(input, nowMs)
      if (!input.isLate && this.#missed(input.tick, snapshotTick, depth)) {
        input.isLate = true
        this.late++
      }
      if (input.isLate && !isInTime) return !this.#isLost(input, nowMs)
      this.toStateMs.add(nowMs - input.handedAtMs)
      return false
    })
  }

  /** Forgets what is under way: after a break, waiting for it would measure the break. */
  restart(): void {
    this.#pending = []
  }

  /** Of a packet that came `depth` ticks early, when it should be its whole length early, the first inputs are too late. */
  #missed(tick: number, snapshotTick: number, depth: number): boolean {
    if (depth < 0) return tick > snapshotTick + depth
    const isOfNewestPacket = tick > snapshotTick - this.#ticksPerPacket
    return depth > 0 && depth < this.#ticksPerPacket && isOfNewestPacket && tick <= snapshotTick - depth
  }

  #isLost(input: PendingInput, nowMs: number): boolean {
    const waitedMs = nowMs - input.handedAtMs
    if (waitedMs < lostAfterMs) return false
    this.lost++
    this.toStateMs.add(waitedMs)
    return true
  }
}
