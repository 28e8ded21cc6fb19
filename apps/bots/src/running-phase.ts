import type { JoinedMatch, MatchStats } from '@gameserver/client'
import type { AnyGame } from '@gameserver/engine'
import type { PlayerReport, SnapshotCounts } from './messages.ts'

/** Measures what one player gets while its match runs. */
export class RunningPhase {
  readonly #match: JoinedMatch<AnyGame>
  readonly #startMs: number
  readonly #sentBefore: { packets: number; bytes: number }
  readonly #receivedBefore: { packets: number; bytes: number }
  readonly #countsBefore: Counts
  readonly #sendIntervalMs: number
  #firstTick: number | undefined
  #firstTickAtMs = 0
  #newestTick = 0
  #newestTickAtMs = 0
  #toldCounts: readonly number[] = []

  constructor(match: JoinedMatch<AnyGame>, nowMs: number) {
    this.#match = match
    this.#startMs = nowMs
    this.#sendIntervalMs = 1000 / match.game.sendRate
    const { sent, received } = match.stats
    this.#sentBefore = { packets: sent.packets, bytes: sent.bytes }
    this.#receivedBefore = { packets: received.packets, bytes: received.bytes }
    this.#countsBefore = countsOf(match.stats)
  }

  get matchId(): string {
    return this.#match.matchId
  }

  /** Samples by bucket of a Histogram, of the time since this was last asked. */
  newInputToStateCounts(): number[] {
    const { counts } = this.#match.stats.inputToStateMs
    const newCounts = counts.map((count, bucket) => count - (this.#toldCounts[bucket] ?? 0))
    this.#toldCounts = [...counts]
    return newCounts
  }

  observe(nowMs: number): void {
    const tick = this.#match.tick
    if (tick === this.#newestTick) return
    this.#newestTick = tick
    this.#newestTickAtMs = nowMs
    if (this.#firstTick !== undefined) return
    this.#firstTick = tick
    this.#firstTickAtMs = nowMs
  }

  ticksPerSecond(nowMs: number): number {
    return this.#ticks() / this.#seconds(nowMs)
  }

  report(nowMs: number): PlayerReport {
    const { inputToStateMs, inputsLate, inputsLost, sent, received, interruptions } = this.#match.stats
    const { connection, phase } = this.#match
    const wasCutOff = connection.state === 'closed' && phase !== 'ended'
    return {
      matchId: this.matchId,
      seconds: (nowMs - this.#startMs) / 1000,
      ticksPerSecond: this.ticksPerSecond(nowMs),
      inputToStateCounts: inputToStateMs.counts,
      inputsLate,
      inputsLost,
      sent: less(sent, this.#sentBefore),
      received: less(received, this.#receivedBefore),
      disconnects: interruptions + (wasCutOff ? 1 : 0),
      snapshots: this.#snapshots(),
    }
  }

  #snapshots(): SnapshotCounts {
    const { tickRate, sendRate } = this.#match.game
    const { taken, corrections, desyncs } = countsOf(this.#match.stats)
    const before = this.#countsBefore
    return {
      due: (this.#ticks() * sendRate) / tickRate,
      taken: taken - before.taken,
      corrections: corrections - before.corrections,
      desyncs: desyncs - before.desyncs,
    }
  }

  #ticks(): number {
    return this.#newestTick - (this.#firstTick ?? this.#newestTick)
  }

  /** A snapshot stands for the time until the next one; a match that has stopped must not keep the rate it had. */
  #seconds(nowMs: number): number {
    const silentMs = nowMs - this.#newestTickAtMs
    const endMs = silentMs > 2 * this.#sendIntervalMs ? nowMs : this.#newestTickAtMs
    return (endMs - this.#firstTickAtMs) / 1000
  }
}

type Counts = Omit<SnapshotCounts, 'due'>

function countsOf({ snapshots, corrections, desyncs }: MatchStats & { desyncs?: number }): Counts {
  return { taken: snapshots, corrections, desyncs: desyncs ?? 0 }
}

function less(now: { packets: number; bytes: number }, before: { packets: number; bytes: number }) {
  return { packets: now.packets - before.packets, bytes: now.bytes - before.bytes }
}
