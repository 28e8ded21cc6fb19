import type { Inputs, PlayerSlot } from '../game/define-game.ts'
import type { TickRecord } from '../log/tick-record.ts'
import type { StructCoder, StructValue } from '../schema/struct-coder.ts'
import { Tape } from '../schema/tape.ts'

/** What a tick was made with: known inputs, and guessed ones. Used again for a later tick. */
export class TickInputs implements Inputs<StructValue> {
  tick = -1
  private readonly bySlot: (StructValue | undefined)[] = []
  private players = 0

  start(tick: number): void {
    this.tick = tick
    this.players = 0
    this.bySlot.fill(undefined)
  }

  set(slot: PlayerSlot, input: StructValue): void {
    while (this.bySlot.length <= slot) this.bySlot.push(undefined)
    if (this.bySlot[slot] === undefined) this.players++
    this.bySlot[slot] = input
  }

  get(slot: PlayerSlot): StructValue | undefined {
    return this.bySlot[slot]
  }

  /** Whether the tick would have been the same with what the record holds. */
  equals({ happenings, inputs }: TickRecord, comparison: InputComparison): boolean {
    if (happenings.length > 0 || inputs.size !== this.players) return false
    for (const [slot, input] of inputs) {
      const guessed = this.bySlot[slot]
      if (guessed === undefined || !comparison.isSame(guessed, input)) return false
    }
    return true
  }
}

/** Compares inputs by what the schema carries of them. */
export class InputComparison {
  private readonly a = new Tape()
  private readonly b = new Tape()

  constructor(private readonly coder: StructCoder) {}

  isSame(a: StructValue, b: StructValue): boolean {
    if (a === b) return true
    this.coder.flatten(a, this.a.rewind())
    this.coder.flatten(b, this.b.rewind())
    return this.a.finish().equals(this.b.finish())
  }
}
