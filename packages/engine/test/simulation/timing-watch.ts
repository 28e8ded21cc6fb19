import type { AnyGame } from '../../src/game/define-game.ts'
import type { LinkConditions } from '../virtual-network.ts'
import { requireThat } from './fault.ts'
import type { Authority, Client } from './peers.ts'

/** The right lead is found within this, after joining and after each break. */
const settleMs = 3_000
/** Less than this tells nothing. */
const judgedMsMin = 1_000
/** On a calm line: shares of ticks and of snapshots. */
const lateShareMax = 0.02
const correctedShareMax = 0.03
/** So few may be by chance. */
const allowedCount = 2
/** Lead beyond what the line asks for: the time between two drawings, and what is spared. */
const sparedTicksMax = 12
/** A packet that takes another way takes so many times the delay at most, beside its own. */
const detourDelays = 3

/** Whether a client's clock finds the lead that its line asks for, and what it costs if not. */
export class TimingWatch {
  private settledMs = 0
  private isSettled = false
  private lateBefore = 0
  private correctionsBefore = 0
  private snapshotsBefore = 0

  constructor(
    private readonly game: AnyGame,
    private readonly slot: number,
    private readonly conditions: LinkConditions,
    private readonly isCalm: boolean,
  ) {}

  /** Something has upset the line until `untilMs`. */
  upset(untilMs: number): void {
    this.settledMs = Math.max(this.settledMs, untilMs + settleMs)
    this.isSettled = false
  }

  drawn(authority: Authority, client: Client, newestTick: number, nowMs: number): void {
    if (nowMs < this.settledMs) return
    if (!this.isSettled) {
      this.isSettled = true
      this.lateBefore = authority.lateInputsOf(this.slot)
      this.correctionsBefore = client.stats.corrections
      this.snapshotsBefore = client.stats.snapshots
    }
    const lead = newestTick - authority.tick
    requireThat(
      lead <= this.leadMax(),
      'lead',
      this.slot,
      () => `${lead} ticks ahead, at most ${this.leadMax().toFixed(1)} are of use`,
    )
  }

  ended(authority: Authority, client: Client, nowMs: number): void {
    const judgedMs = nowMs - this.settledMs
    if (!this.isSettled || judgedMs < judgedMsMin || !this.isCalm) return
    const ticks = (judgedMs * this.game.tickRate) / 1000
    const late = authority.lateInputsOf(this.slot) - this.lateBefore
    requireThat(
      late <= ticks * lateShareMax + allowedCount,
      'late',
      this.slot,
      () => `${late} of ${ticks.toFixed(0)}`,
    )
    const corrections = client.stats.corrections - this.correctionsBefore
    const snapshots = client.stats.snapshots - this.snapshotsBefore
    requireThat(
      corrections <= snapshots * correctedShareMax + allowedCount,
      'corrections',
      this.slot,
      () => `${corrections} after ${snapshots} snapshots`,
    )
  }

  /** So that even a packet comes in time that took another way, or the one after a burst of lost ones. */
  private leadMax(): number {
    const { delayMs, jitterMs, burstPackets, detourShare = 0 } = this.conditions
    const { tickRate, sendRate } = this.game
    const wayMs = delayMs * (detourShare > 0 ? 1 + detourDelays : 1) + jitterMs
    const packets = 2 + 2 * burstPackets
    return (wayMs * tickRate) / 1000 + (packets * tickRate) / sendRate + sparedTicksMax
  }
}
