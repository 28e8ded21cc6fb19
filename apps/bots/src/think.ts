import type { AnyGame, InputOf, WorldOf } from '@gameserver/engine'
import { think as thinkArena } from '@gameserver/games/arena/bot.ts'
import { randomInputs } from './random-inputs.ts'

/** What a player does at a tick, given the world it sees. */
export type Think = (
  world: WorldOf<AnyGame>,
  slot: number,
  tick: number,
  random: () => number,
) => InputOf<AnyGame>

const thinkers: Readonly<Record<string, Think>> = { arena: thinkArena as Think }

/** The game's own bot; for a game without one, a player who fiddles with all controls. Made anew for each player. */
export function thinkerOf(game: AnyGame): Think {
  return thinkers[game.id] ?? randomInputs(game.input)
}
