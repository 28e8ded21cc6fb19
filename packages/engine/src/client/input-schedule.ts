import type { InputPacket } from '../packets.ts'
import { HeardInputs } from './heard-inputs.ts'
import type { SentInputs } from './sent-inputs.ts'

/** Ticks made up for in one call at most, when the page was slow or the clock leapt. */
const extraTicksMax = 32

type PackedInputs = Pick<InputPacket, 'newestTick' | 'count' | 'inputs' | 'isAgain'>

/** For which ticks inputs are due, and what of them is sent when. */
export class InputSchedule {
  private readonly heard = new HeardInputs()
  /** A new owner makes up for the ticks after this one as soon as it has inputs for them. */
  private makeUpAfterTick: number | undefined

  constructor(
    private readonly sent: SentInputs,
    private readonly sendTicks: number,
  ) {}

  /** A snapshot came, with the depth that it told of this player's inputs. */
  observe(snapshotTick: number, depth: number | undefined): void {
    this.heard.observe(snapshotTick, depth)
  }

  /**
   * Another authority goes on from `tick`, and has no inputs after that. Returns those that were sent already, again. With
   * `isMakingUp`, all that are due by now are asked for by the next call of `firstDue`, however many these are.
   */
  takenOver(tick: number, isMakingUp: boolean): PackedInputs[] {
    this.heard.takenOver(tick)
    this.makeUpAfterTick = isMakingUp ? tick : undefined
    return this.again(tick)
  }

  /** Those for ticks after this one, again, for an authority that is about to have the match. */
  again(tick: number): PackedInputs[] {
    return this.sent.packAfter(tick).map((packed) => ({ ...packed, isAgain: true }))
  }

  /**
   * The first tick for which an input is to be sampled when it is time for `tick`. After a sleep the ticks in between are gone; the
   * authority has played them without this player. The very first input is for now: those before it could not come in time.
   */
  firstDue(tick: number): number {
    const { sent, makeUpAfterTick } = this
    const earliest = sent.newestTick === 0 ? tick : sent.newestTick + 1
    const oldest = makeUpAfterTick === undefined ? tick - extraTicksMax : makeUpAfterTick + 1
    return Math.max(earliest, oldest, 1)
  }

  /** What is to be sent once inputs from `first`, as `firstDue` said, to `tick` are there. */
  take(first: number, tick: number): PackedInputs[] {
    const isMakingUp = this.makeUpAfterTick !== undefined
    this.makeUpAfterTick = undefined
    if (tick < first) return []
    if (isMakingUp) return this.again(first - 1)
    const isSendDue = Math.floor(tick / this.sendTicks) > Math.floor((first - 1) / this.sendTicks)
    return isSendDue ? [this.sent.pack(this.heard.tick)] : []
  }
}
