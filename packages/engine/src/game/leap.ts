import type { AnyGame } from './define-game.ts'

/** What goes faster than this many times the game's top speed has leapt. */
const speedMargin = 4
/** Without a top speed: the part of a field's range that nothing crosses from one snapshot to the next. */
const rangeShare = 1 / 8

/** A change of a fixed-point field between two snapshots that is drawn at once, not as a movement: a respawn, say. */
export function leapOf(game: AnyGame, min: number, max: number): number {
  const maxSpeed: number | undefined = game.rules?.maxSpeed
  return maxSpeed === undefined ? (max - min) * rangeShare : (maxSpeed * speedMargin) / game.sendRate
}
