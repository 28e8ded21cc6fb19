import type { PlayClient, PlayClientOptions } from './client/play-client.ts'
import type { AnyGame } from './game/define-game.ts'
import { MatchClient } from './match-client.ts'
import { RollbackClient } from './rollback/rollback-client.ts'

/** A player's side of a match, as the game is played. Throws a RangeError for a setting out of its range. */
export function createPlayClient<G extends AnyGame>(options: PlayClientOptions<G>): PlayClient<G> {
  return options.game.rollback === undefined ? new MatchClient(options) : new RollbackClient(options)
}
