import type { AnyGame } from '@gameserver/engine'
import type { BotMind } from './bot-mind.ts'
import { randomInputs } from './random-inputs.ts'

/** The game's own bot; for a game without one, a player who fiddles with all controls. Made anew for each player. */
export function mindFor(game: AnyGame, own: BotMind | undefined): BotMind {
  return own ?? { think: randomInputs(game.input) }
}
