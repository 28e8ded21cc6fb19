import type { AnyGame } from '../../src/game/define-game.ts'
import { codersOf } from '../../src/game/game-coders.ts'
import type { EntityMap } from '../../src/schema/entity-map.ts'
import type { StructCoder, StructValue } from '../../src/schema/struct-coder.ts'
import { Tape } from '../../src/schema/tape.ts'
import { differingFields } from './differing-fields.ts'
import { requireThat } from './fault.ts'
import { HiddenParts } from './hidden-parts.ts'
import type { Client } from './peers.ts'

/** Longer than a client holds on to what it sees no more: five seconds, at 60 ticks a second. */
const keptTicks = 384

/** A packet above this may have left out what would not fit. */
const fullBytes = 900
/** Until then all that was left out has come. */
const catchUpTicks = 240
/** At 60 ticks a second: who joins knows the own entity after a second, whatever the line. */
const joiningTicks = 60

/** A world after a tick. Those who come, go or ask for something between two ticks change it: the newest is the last. */
interface KeptTick {
  tick: number
  readonly tapes: Tape[]
}

interface Viewpoint {
  readonly slot: number
  readonly joinedTick: number
  readonly tick: number
}

/** Remembers the authority's world at each tick, and compares what clients have with it. */
export class StateWatch {
  wordsMax = 0
  private newestTick = 0
  private readonly coder: StructCoder
  private readonly hidden: HiddenParts
  private isShortUntilTick = -1
  private readonly ring: KeptTick[] = Array.from({ length: keptTicks }, () => ({ tick: -1, tapes: [] }))
  private readonly restored = new Map<Tape, StructValue>()
  private readonly tape = new Tape()

  constructor(private readonly game: AnyGame) {
    this.coder = codersOf(game).state.field('world') as StructCoder
    this.hidden = new HiddenParts(game)
  }

  /** The world of a tick, as it is now. */
  made(tick: number, world: unknown): void {
    const place = this.placeOf(tick)
    this.newestTick = tick
    this.coder.flatten(world as StructValue, this.tape.rewind())
    this.tape.finish()
    this.wordsMax = Math.max(this.wordsMax, this.tape.length)
    if (place.tick !== tick) {
      for (const tape of place.tapes.splice(0)) this.restored.delete(tape)
      place.tick = tick
    } else if (place.tapes.at(-1)?.equals(this.tape)) return
    place.tapes.push(this.tape.copy())
  }

  /** A packet of so many bytes has been sent. */
  sent(bytes: number): void {
    if (bytes > fullBytes) this.isShortUntilTick = this.newestTick + catchUpTicks
  }

  /** Of a world made again from records. */
  compareAgain(tick: number, again: Tape): void {
    const { world } = codersOf(this.game).state.restore(again.rewind())
    const found = this.placeOf(tick).tapes.map((tape) => differingFields(this.restore(tape), world))
    requireThat(
      found.some((fields) => fields.length === 0),
      'records',
      undefined,
      () => `tick ${tick}, first / again: ${found.at(-1)?.join(', ')}`,
    )
  }

  compare(client: Client, slot: number, joinedTick: number): void {
    const { latestTick } = client
    const place = this.placeOf(latestTick)
    requireThat(
      place.tick === latestTick,
      'states',
      slot,
      () => `has a world of tick ${latestTick}, of which the authority told none of late`,
    )
    const latest = client.latest as StructValue
    this.coder.flatten(latest, this.tape.rewind())
    this.tape.finish()
    if (this.hidden.areNone && place.tapes.some((tape) => tape.equals(this.tape))) return
    let wrong: readonly string[] = []
    for (const tape of place.tapes) {
      wrong = this.judge(this.coder.restore(tape.rewind()), latest, { slot, joinedTick, tick: latestTick })
      if (wrong.length === 0) return
    }
    requireThat(false, 'states', slot, () => `tick ${latestTick}, authority / client: ${wrong.join(', ')}`)
  }

  private judge(
    truth: StructValue,
    latest: StructValue,
    { slot, joinedTick, tick }: Viewpoint,
  ): readonly string[] {
    const received = { ...latest }
    const { wrong, leaks } = this.hidden.judge(truth, received, slot, {
      past: () => this.past(),
      isShort: tick <= this.isShortUntilTick,
      hasLongBeen: (map, player) =>
        tick - joiningTicks >= joinedTick && this.hasBeenAt(tick - joiningTicks, map, player),
    })
    requireThat(leaks.length === 0, 'hidden', slot, () => `tick ${tick}: ${leaks.join(', ')}`)
    return [...wrong, ...differingFields(truth, received)]
  }

  /** The newest first. A keyframe's parts may be newer than the tick of the whole. */
  private *past(): Generator<StructValue> {
    for (let tick = this.newestTick; tick >= 0 && tick > this.newestTick - keptTicks; tick--) {
      const place = this.placeOf(tick)
      if (place.tick !== tick) return
      for (let index = place.tapes.length - 1; index >= 0; index--)
        yield this.restore(place.tapes[index] as Tape)
    }
  }

  private hasBeenAt(tick: number, map: string, slot: number): boolean {
    const place = this.placeOf(tick)
    const tape = place.tapes[0]
    if (tick < 0 || place.tick !== tick || tape === undefined) return false
    return (this.restore(tape)[map] as EntityMap<unknown>).has(slot)
  }

  private restore(tape: Tape): StructValue {
    const known = this.restored.get(tape)
    if (known !== undefined) return known
    const world = this.coder.restore(tape.rewind())
    this.restored.set(tape, world)
    return world
  }

  private placeOf(tick: number): KeptTick {
    return this.ring[Math.max(tick, 0) % keptTicks] as KeptTick
  }
}
