import type { FieldDescription } from '../schema/types.ts'
import type { AnyGame } from './define-game.ts'

/** What goes faster than this many times the game's top speed has leapt. */
const speedMargin = 4
/** Without a top speed: the part of a field's range that nothing crosses from one snapshot to the next. */
const rangeShare = 1 / 8

/** Names by which a place is known where no rate says that the field moves. */
const axes: ReadonlySet<string> = new Set(['x', 'y', 'z'])

/** Whether a field is part of where its entity is: the parts of one place leap together. */
export function isPosition({ name, type }: FieldDescription): boolean {
  return type.kind === 'fixed' && (type.rate !== undefined || axes.has(name))
}

/** A change of a fixed-point field between two snapshots that is drawn at once, not as a movement: a respawn, say. */
export function leapOf(game: AnyGame, min: number, max: number): number {
  const maxSpeed: number | undefined = game.rules?.maxSpeed
  return maxSpeed === undefined ? (max - min) * rangeShare : (maxSpeed * speedMargin) / game.sendRate
}
