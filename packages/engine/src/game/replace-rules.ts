import type { AnyGame } from './define-game.ts'
import { schemaHash } from './manifest.ts'

/** What packets and states are made by: matches that run hold coders of these. */
const schemas = new Set(['state', 'input', 'events', 'commands', 'kept'])

/**
 * Gives a game the functions and rules of another version of it, in place: matches that run go on from their present state by
 * the new rules, on both sides, and so do those to come. False, and nothing is changed, when the two could not play the same
 * match. For development: authority and clients must do it together, and replays know nothing of it.
 */
export function replaceRules(game: AnyGame, next: AnyGame): boolean {
  if (foundation(game) !== foundation(next)) return false
  const target = game as unknown as Record<string, unknown>
  const source = next as unknown as Record<string, unknown>
  for (const key of Object.keys(target)) if (!schemas.has(key) && !(key in source)) delete target[key]
  for (const key of Object.keys(source)) if (!schemas.has(key)) target[key] = source[key]
  return true
}

/** What a match is set up with once and for all. */
function foundation(game: AnyGame): string {
  const { id, mode, proposes, rollback, settings, cells } = game
  return JSON.stringify([schemaHash(game), id, mode, proposes, rollback, settings, cells?.maps])
}
