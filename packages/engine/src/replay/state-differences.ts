import type { AnyGame } from '../game/define-game.ts'
import { codersOf } from '../game/game-coders.ts'
import type { Tape } from '../schema/tape.ts'
import { differences } from '../snapshot/desync.ts'

/** More than these tell no more. */
const differencesMax = 20

/** A field that has two values: `players[3].hp`. One of them is null where only the other state has the field. */
export interface ReplayDifference {
  readonly path: string
  readonly recorded: unknown
  readonly simulated: unknown
}

/** Where two states of a game differ, in the order of the schema; the first twenty. */
export function stateDifferences(game: AnyGame, recorded: Tape, simulated: Tape): ReplayDifference[] {
  const { state } = codersOf(game)
  return differences(state.restore(recorded.rewind()), state.restore(simulated.rewind()))
    .slice(0, differencesMax)
    .map(({ path, authority, client }) => ({
      path: path.replace(/^world\./, ''),
      recorded: authority,
      simulated: client,
    }))
}
