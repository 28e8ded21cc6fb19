import type { AnyGame } from '../../src/game/define-game.ts'
import { codersOf } from '../../src/game/game-coders.ts'
import { proposingOf } from '../../src/game/proposal.ts'
import { repeatTicksMax } from '../../src/input/input-queue.ts'
import type { InputPacket } from '../../src/packets.ts'
import type { StructCoder, StructValue } from '../../src/schema/struct-coder.ts'
import { Tape } from '../../src/schema/tape.ts'
import { differingFields } from './differing-fields.ts'
import { requireThat } from './fault.ts'

/** Samples older than this are asked for no more: those sent again after a takeover are of the last 2.5 seconds. */
const keptTicks = 512

/** A second opinion on what each tick of a player has to be made with: from the samples, and from what arrived when. */
export class InputWatch {
  private readonly coder: StructCoder
  /** Fields that the referee may correct. */
  private readonly reviewed: readonly string[]
  private readonly samples = new Map<number, StructValue>()
  private readonly arrived = new Set<number>()
  private readonly wanted = new Tape()
  private readonly applied = new Tape()
  private current: StructValue
  private missedTicks = 0
  private madeTick: number
  /** After a takeover, until something arrives, the last input may be forgotten or not. */
  private isUnsure = false

  constructor(
    game: AnyGame,
    private readonly slot: number,
    tick: number,
  ) {
    this.coder = codersOf(game).input
    this.reviewed = [...Object.keys(game.rules?.cadenceTicks ?? {}), ...(proposingOf(game)?.fields ?? [])]
    this.current = this.coder.initial()
    this.madeTick = tick
  }

  sampled(tick: number, input: unknown): void {
    this.samples.set(tick, input as StructValue)
    this.samples.delete(tick - keptTicks)
  }

  accepted({ newestTick, count }: InputPacket): void {
    for (let tick = newestTick - count + 1; tick <= newestTick; tick++)
      if (tick > this.madeTick) this.arrived.add(tick)
  }

  /** The next tick made is the one after `tick`. */
  takenOver(tick: number): void {
    this.arrived.clear()
    this.madeTick = tick
    this.isUnsure = true
  }

  /** Whether the player did something for the tick that has not come. */
  isMissing(tick: number): boolean {
    return this.samples.has(tick) && !this.arrived.has(tick)
  }

  /** `tick` has been made with `input`. */
  made(tick: number, input: StructValue): void {
    this.madeTick = tick
    const hasArrived = this.arrived.delete(tick)
    if (hasArrived) {
      this.missedTicks = 0
      this.isUnsure = false
      const sample = this.samples.get(tick)
      requireThat(
        sample !== undefined,
        'inputs',
        this.slot,
        () => `an input for tick ${tick} was never sampled`,
      )
      this.current = sample
    } else if (++this.missedTicks === repeatTicksMax + 1) this.current = this.coder.initial()
    const isRight = this.isSame(this.current, input)
    if (!isRight && this.isUnsure && this.isSame(this.coder.initial(), input))
      this.current = this.coder.initial()
    else
      requireThat(isRight, 'inputs', this.slot, () => {
        const reason = hasArrived ? 'its input had arrived' : `no input for ${this.missedTicks} ticks`
        return `tick ${tick}, ${reason}: wanted / made with ${differingFields(this.current, input).join(', ')}`
      })
  }

  private isSame(wanted: StructValue, applied: StructValue): boolean {
    const corrected = { ...wanted }
    for (const field of this.reviewed) corrected[field] = applied[field]
    this.coder.flatten(corrected, this.wanted.rewind())
    this.coder.flatten(applied, this.applied.rewind())
    return this.wanted.finish().equals(this.applied.finish())
  }
}
