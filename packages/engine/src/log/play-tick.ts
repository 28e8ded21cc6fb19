import type { AnyGame } from '../game/define-game.ts'
import { codersOf } from '../game/game-coders.ts'
import type { Simulation } from '../game/simulation.ts'
import type { Happening, TickRecord } from './tick-record.ts'

/** Makes the tick that a record is about, which must be the next one, as it was made when it was recorded. */
export function playTick<G extends AnyGame>(game: G, simulation: Simulation<G>, record: TickRecord): void {
  for (const happening of record.happenings) playHappening(game, simulation, happening)
  simulation.step(record.inputs)
}

/** Returns why a command was refused, if it was. */
export function playHappening<G extends AnyGame>(
  game: G,
  simulation: Simulation<G>,
  happening: Happening,
): string | undefined {
  const { type, slot } = happening
  if (type === 'join') simulation.join(slot, happening)
  else if (type === 'leave') simulation.leave(slot)
  else {
    const name = codersOf(game).commands[happening.kind]?.name
    return simulation.command(slot, { name, value: happening.value } as never)
  }
  return undefined
}
