import type { AnyGame } from '../game/define-game.ts'
import type { Reveals } from './spectator-layout.ts'

/** What a game says about those who watch its matches without a seat. All of it has a default; `false` allows nobody. */
export interface Spectators {
  /** How much later they see everything, 0 to 300. 0 unless told, and 10 in games with cells. */
  readonly delaySeconds?: number
  /** How many may watch one match, 0 to 1,000; 100 unless told. */
  readonly max?: number
  /** `public` unless told: what any player may come to see. `all`, for which a delay is needed, has what is hidden as well. */
  readonly reveals?: Reveals
}

export type SpectatorTerms = Required<Spectators>

/** A LiveKit room is on one server: of 100, each takes what a player does. */
const maxUsual = 100
/** Cells hide nothing from spectators, and a friend who watches could tell: by then it must be of no use. */
const delaySecondsWithCells = 10

/** By which terms the game may be watched; false: not at all. */
export function spectatorTerms({ spectators = {}, cells }: AnyGame): SpectatorTerms | false {
  if (spectators === false || spectators.max === 0) return false
  const delaySeconds = cells === undefined ? 0 : delaySecondsWithCells
  return { delaySeconds, max: maxUsual, reveals: 'public', ...spectators }
}
