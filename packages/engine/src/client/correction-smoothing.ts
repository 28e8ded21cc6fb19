import type { AnyGame } from '../game/define-game.ts'
import { isPosition, leapOf } from '../game/leap.ts'
import type { StructValue } from '../schema/struct-coder.ts'
import { describeStruct, type StructDescription } from '../schema/types.ts'

/** What is left of a correction after a sixtieth of a second, for small ones and for large ones (Fiedler, 2015). */
const smallRest = 0.95
const largeRest = 0.85
const sixtiethMs = 1000 / 60
/** Errors above this part of a leap count as large. */
const largeShare = 1 / 4
/** An own player that was moved by more than this has been corrected visibly. */
const correctedUnits = 0.25

interface SmoothedField {
  readonly map: number
  readonly path: readonly string[]
  readonly leap: number
  readonly isPosition: boolean
  error: number
}

/** Draws a corrected own player where it was drawn before, and takes it to its right place within a few frames. */
export class CorrectionSmoothing {
  private readonly fields: SmoothedField[] = []
  private lastMs = 0

  constructor(game: AnyGame) {
    const maps = describeStruct(game.state).fields.flatMap(({ type }) =>
      type.kind === 'map' && type.byPlayer ? [type] : [],
    )
    for (const [map, type] of maps.entries()) this.collect(game, type.entity, map, [])
  }

  /** Own entities as they were predicted for a tick, and as they are now. Whether they were visibly moved. */
  correct(
    before: readonly (StructValue | undefined)[],
    after: readonly (StructValue | undefined)[],
  ): boolean {
    let isMoved = false
    for (const field of this.fields) {
      const from = before[field.map]
      const to = after[field.map]
      if (from === undefined || to === undefined) continue
      const difference =
        (parentOf(from, field)[lastOf(field)] as number) - (parentOf(to, field)[lastOf(field)] as number)
      if (Math.abs(difference) > correctedUnits) isMoved = true
      field.error += difference
    }
    this.leap()
    return isMoved
  }

  /** Adds what is left of the corrections to entities about to be drawn. */
  apply(entities: readonly (StructValue | undefined)[], nowMs: number): void {
    const elapsedMs = Math.max(0, nowMs - this.lastMs)
    this.lastMs = Math.max(this.lastMs, nowMs)
    for (const field of this.fields) {
      if (field.error === 0) continue
      const largeness = Math.min(Math.abs(field.error) / (field.leap * largeShare), 1)
      field.error *= (smallRest + (largeRest - smallRest) * largeness) ** (elapsedMs / sixtiethMs)
      const entity = entities[field.map]
      if (entity === undefined || Math.abs(field.error) < 1e-3) field.error = 0
      else (parentOf(entity, field)[lastOf(field)] as number) += field.error
    }
  }

  /** What is farther off than it can move is drawn where it is at once; an entity, when any of its positions is. */
  private leap(): void {
    const leapt = new Set<number>()
    for (const field of this.fields) {
      if (Math.abs(field.error) <= field.leap) continue
      field.error = 0
      if (field.isPosition) leapt.add(field.map)
    }
    for (const field of this.fields) if (field.isPosition && leapt.has(field.map)) field.error = 0
  }

  private collect(game: AnyGame, { fields }: StructDescription, map: number, path: readonly string[]): void {
    for (const field of fields) {
      const { name, type } = field
      if (type.kind === 'struct') this.collect(game, type, map, [...path, name])
      else if (type.kind === 'fixed')
        this.fields.push({
          map,
          path: [...path, name],
          leap: leapOf(game, type.min, type.max),
          isPosition: isPosition(field),
          error: 0,
        })
    }
  }
}

function parentOf(entity: StructValue, { path }: SmoothedField): StructValue {
  let parent = entity
  for (let index = 0; index < path.length - 1; index++) parent = parent[path[index] as string] as StructValue
  return parent
}

function lastOf({ path }: SmoothedField): string {
  return path[path.length - 1] as string
}
