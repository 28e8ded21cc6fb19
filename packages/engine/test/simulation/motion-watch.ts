import type { MatchView } from '../../src/client/play-client.ts'
import type { AnyGame } from '../../src/game/define-game.ts'
import { leapOf } from '../../src/game/leap.ts'
import type { EntityMap } from '../../src/schema/entity-map.ts'
import { describeStruct } from '../../src/schema/types.ts'
import { FaultFound } from './fault.ts'

const axes = ['x', 'y', 'z'] as const
/** Corrections are smoothed: of the largest error that is no leap, so much is left after a sixtieth of a second. */
const largeRest = 0.85
const sixtiethMs = 1000 / 60
/** On a calm line nothing large is to be smoothed: milliseconds of way at top speed beyond what the time explains. */
const calmMs = 8

/** After joining, and after a break, the first snapshots put the own player where it belongs. */
const settleMs = 1_000

interface Place {
  readonly at: readonly number[]
  readonly atMs: number
  /** The moment shown, in ticks. */
  readonly tick: number
}

/** The own entities, as they are drawn. */
export class MotionWatch {
  private readonly maps: readonly {
    readonly name: string
    readonly axes: readonly string[]
    readonly leap: number
  }[]
  private readonly tickRate: number
  private readonly maxSpeed: number
  private judgedFromMs = 0
  private readonly pending = new Map<string, FaultFound>()
  private readonly places = new Map<string, Place>()

  constructor(
    game: AnyGame,
    private readonly slot: number,
    private readonly isCalm: boolean,
  ) {
    this.tickRate = game.tickRate
    this.maxSpeed = game.rules?.maxSpeed ?? Number.POSITIVE_INFINITY
    this.maps =
      game.rules?.maxSpeed === undefined
        ? []
        : describeStruct(game.state).fields.flatMap(({ name, type }) => {
            if (type.kind !== 'map' || !type.byPlayer) return []
            const moving = axes.filter((axis) =>
              type.entity.fields.some((field) => field.name === axis && field.type.kind === 'fixed'),
            )
            return moving.length > 0 ? [{ name, axes: moving, leap: leapOf(game, 0, 0) }] : []
          })
  }

  /** Something has upset the line until `untilMs`. */
  upset(untilMs: number): void {
    this.judgedFromMs = Math.max(this.judgedFromMs, untilMs + settleMs)
  }

  drawn({ world, localTick: tick }: MatchView<AnyGame>, nowMs: number): void {
    for (const { name, axes, leap } of this.maps) {
      const own = (world as Record<string, EntityMap<Record<string, number>>>)[name]?.get(this.slot)
      if (own === undefined) {
        this.places.delete(name)
        continue
      }
      const at = axes.map((axis) => own[axis] as number)
      const before = this.places.get(name)
      this.places.set(name, { at, atMs: nowMs, tick })
      if (before === undefined || nowMs < this.judgedFromMs) continue
      const excess = this.excessOf(before, { at, atMs: nowMs, tick }, leap)
      const pending = this.pending.get(name)
      // A leap of one axis begins with the way of the other one: what comes right before a leap is part of it.
      if (pending !== undefined && excess !== 'leap') throw pending
      this.pending.delete(name)
      if (excess !== 'leap' && excess !== undefined)
        this.pending.set(name, new FaultFound('motion', this.slot, excess))
    }
  }

  /** What was moved beyond all bounds, in words; undefined if nothing was. */
  private excessOf(from: Place, to: Place, leap: number): string | undefined {
    const elapsedMs = to.atMs - from.atMs
    const ticks = to.tick - from.tick
    // A clock that is put right at once takes the player along.
    const explained = this.maxSpeed * Math.max(elapsedMs / 1000, ticks / this.tickRate)
    const moved = to.at.map((value, index) => Math.abs(value - (from.at[index] as number)))
    // A leap may have been against the player's own movement.
    if (moved.some((distance) => distance + explained > leap)) return 'leap'
    const units = Math.sqrt(moved.reduce((sum, distance) => sum + distance * distance, 0))
    if (units <= explained + this.boundOf(moved.length, leap, elapsedMs)) return undefined
    const excess = (units - explained).toFixed(2)
    return `${units.toFixed(2)} units in ${elapsedMs.toFixed(0)} ms and ${ticks.toFixed(2)} ticks, ${excess} more than it can move`
  }

  private boundOf(axisCount: number, leap: number, elapsedMs: number): number {
    const calmUnits = (this.maxSpeed * calmMs) / 1000
    if (this.isCalm) return calmUnits
    return calmUnits + leap * Math.sqrt(axisCount) * (1 - largeRest ** (elapsedMs / sixtiethMs))
  }
}
