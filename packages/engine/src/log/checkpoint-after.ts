import type { AnyGame } from '../game/define-game.ts'
import { RecordedSimulation } from '../replay/recorded-simulation.ts'
import type { ReplayHeader } from '../replay/replay-header.ts'
import type { Checkpoint } from './checkpoint.ts'
import type { TickRecord } from './tick-record.ts'

/**
 * Where a match stands after the ticks that were recorded since a checkpoint. What the game emitted in them has been told by
 * whoever made them first.
 */
export function checkpointAfter<G extends AnyGame>(
  game: G,
  terms: Pick<ReplayHeader, 'settings' | 'seats'>,
  start: Checkpoint,
  records: readonly TickRecord[],
): Checkpoint {
  if (records.length === 0) return start
  const simulation = new RecordedSimulation(game, terms)
  simulation.load(start)
  for (const [index, record] of records.entries()) {
    // Some of what happened before the first tick is in the checkpoint's state.
    for (const happening of record.happenings.slice(index === 0 ? start.happenings.length : 0))
      simulation.happen(happening)
    simulation.step(record)
  }
  const { tick } = simulation
  return { tick, state: simulation.state().copy(), sent: simulation.sentMoments(), happenings: [] }
}
