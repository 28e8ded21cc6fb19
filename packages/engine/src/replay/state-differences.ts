import type { AnyGame } from '../game/define-game.ts'
import { codersOf } from '../game/game-coders.ts'
import { EntityMap } from '../schema/entity-map.ts'
import type { Tape } from '../schema/tape.ts'

/** More than these tell no more. */
const differencesMax = 20

/** A field that has two values: `players[3].hp`. One of them is undefined where only the other state has the field. */
export interface FieldDifference {
  readonly path: string
  readonly recorded: unknown
  readonly simulated: unknown
}

/** Where two states of a game differ, in the order of the schema; the first twenty. */
export function stateDifferences(game: AnyGame, recorded: Tape, simulated: Tape): FieldDifference[] {
  const { state } = codersOf(game)
  const found: FieldDifference[] = []
  const { world: recordedWorld, ...recordedRest } = state.restore(recorded.rewind())
  const { world: simulatedWorld, ...simulatedRest } = state.restore(simulated.rewind())
  compare('', recordedRest, simulatedRest, found)
  compare('', recordedWorld, simulatedWorld, found)
  return found
}

function compare(path: string, recorded: unknown, simulated: unknown, found: FieldDifference[]): void {
  if (found.length === differencesMax || Object.is(recorded, simulated)) return
  const ours = partsOf(recorded)
  const theirs = partsOf(simulated)
  if (ours === undefined || theirs === undefined) {
    found.push({ path, recorded, simulated })
    return
  }
  for (const name of new Set([...ours.keys(), ...theirs.keys()])) {
    const inner = typeof name === 'number' ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`
    compare(inner, ours.get(name), theirs.get(name), found)
  }
}

function partsOf(value: unknown): Map<string | number, unknown> | undefined {
  if (value instanceof EntityMap || Array.isArray(value)) return new Map(value.entries())
  if (typeof value === 'object' && value !== null) return new Map(Object.entries(value))
  return undefined
}
