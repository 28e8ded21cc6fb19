import type { AnyGame } from '../game/define-game.ts'
import { codersOf } from '../game/game-coders.ts'
import { RecordedSimulation } from '../replay/recorded-simulation.ts'
import type { ReplayHeader } from '../replay/replay-header.ts'
import { CommandDesk } from '../rules/command-desk.ts'
import { Referee } from '../rules/referee.ts'
import type { Checkpoint } from './checkpoint.ts'
import type { Happening, TickRecord } from './tick-record.ts'

/**
 * Where a match stands after the ticks that were recorded since a checkpoint. What the game emitted in them has been told by
 * whoever made them first. `happened` is all that came after the last of these ticks, as far as it is known.
 */
export function checkpointAfter<G extends AnyGame>(
  game: G,
  terms: Pick<ReplayHeader, 'settings' | 'seats'>,
  start: Checkpoint,
  records: readonly TickRecord[],
  happened: readonly Happening[] = [],
): Checkpoint {
  if (records.length === 0 && happened.length <= start.happenings.length) return start
  const simulation = new RecordedSimulation(game, terms)
  simulation.load(start)
  const rules = new RememberedRules(game, start)
  // What happened before the first tick is in the checkpoint, as far as it had happened by then.
  let known = start.happenings.length
  const happen = (happenings: readonly Happening[]): void => {
    for (const happening of happenings.slice(known)) {
      const refusal = simulation.happen(happening)
      if (refusal === undefined) rules.happened(happening, simulation.tick)
    }
    known = 0
  }
  let emitted: Checkpoint['emitted'] = start.emitted
  for (const record of records) {
    happen(record.happenings)
    rules.playing(record)
    simulation.step(record)
    emitted = []
  }
  happen(happened)
  const { tick } = simulation
  return {
    tick,
    state: simulation.state().copy(),
    sent: simulation.sentMoments(),
    happenings: [...happened],
    emitted: [...emitted, ...simulation.takeEmitted()],
    ...rules.remembered(),
  }
}

/** What the rules would remember, had they looked at ticks that were recorded after they had. */
class RememberedRules<G extends AnyGame> {
  private readonly referee: Referee
  private readonly commands: CommandDesk<G>

  constructor(
    private readonly game: G,
    { presses, doneTicks }: Checkpoint,
  ) {
    this.referee = new Referee(game)
    this.referee.resume(presses)
    this.commands = new CommandDesk(game)
    this.commands.resume(doneTicks)
  }

  happened(happening: Happening, tick: number): void {
    const { slot } = happening
    if (happening.type === 'leave') this.referee.forget(slot)
    if (happening.type !== 'command') return
    const name = codersOf(this.game).commands[happening.kind]?.name
    if (name !== undefined) this.commands.taken(slot, name, tick)
  }

  playing({ tick, inputs }: TickRecord): void {
    for (const [slot, input] of inputs) this.referee.follow(slot, tick, input)
  }

  remembered(): Pick<Checkpoint, 'presses' | 'doneTicks'> {
    return { presses: this.referee.presses(), doneTicks: this.commands.doneTicks() }
  }
}
