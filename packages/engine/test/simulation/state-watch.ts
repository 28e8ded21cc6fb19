import type { AnyGame } from '../../src/game/define-game.ts'
import { codersOf } from '../../src/game/game-coders.ts'
import type { StructCoder, StructValue } from '../../src/schema/struct-coder.ts'
import { Tape } from '../../src/schema/tape.ts'
import { differingFields } from './differing-fields.ts'
import { requireThat } from './fault.ts'
import { HiddenParts } from './hidden-parts.ts'
import type { Client } from './peers.ts'

/** More than the oldest tick that a client can be told of now: four seconds at 60 a second. */
const keptTicks = 256

/** Remembers the authority's world at each tick, and compares what clients have with it. */
export class StateWatch {
  wordsMax = 0
  private readonly coder: StructCoder
  private readonly hidden: HiddenParts | undefined
  private readonly ring = Array.from({ length: keptTicks }, () => ({ tick: -1, world: new Tape() }))
  private readonly tape = new Tape()

  constructor(game: AnyGame) {
    this.coder = codersOf(game).state.field('world') as StructCoder
    this.hidden = HiddenParts.of(game)
  }

  made(tick: number, world: unknown): void {
    const place = this.placeOf(tick)
    place.tick = tick
    this.coder.flatten(world as StructValue, place.world.rewind())
    place.world.finish()
    this.wordsMax = Math.max(this.wordsMax, place.world.length)
  }

  compare(client: Client, slot: number): void {
    const { latest, latestTick } = client
    const place = this.placeOf(latestTick)
    requireThat(
      place.tick === latestTick,
      'states',
      slot,
      () => `has a world of tick ${latestTick}, of which the authority told none of late`,
    )
    if (this.hidden) {
      const world = this.coder.restore(place.world.rewind())
      const seen = this.hidden.without(world, latest as StructValue, slot)
      requireThat(
        seen.leaks.length === 0,
        'hidden',
        slot,
        () => `tick ${latestTick}: ${seen.leaks.join(', ')}`,
      )
      this.requireSame(seen.truth, seen.received, slot, latestTick)
      return
    }
    this.coder.flatten(latest as StructValue, this.tape.rewind())
    if (this.tape.finish().equals(place.world)) return
    this.requireSame(this.coder.restore(place.world.rewind()), latest as StructValue, slot, latestTick)
  }

  private requireSame(truth: StructValue, received: StructValue, slot: number, tick: number): void {
    const fields = differingFields(truth, received)
    requireThat(
      fields.length === 0,
      'states',
      slot,
      () => `tick ${tick}, authority / client: ${fields.join(', ')}`,
    )
  }

  private placeOf(tick: number): { tick: number; readonly world: Tape } {
    return this.ring[Math.max(tick, 0) % keptTicks] as { tick: number; readonly world: Tape }
  }
}
