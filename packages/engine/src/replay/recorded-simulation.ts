import type { AnyGame, EventOf, WorldOf } from '../game/define-game.ts'
import { Simulation } from '../game/simulation.ts'
import { playHappening } from '../log/play-tick.ts'
import type { Happening, TickRecord } from '../log/tick-record.ts'
import { SentStates } from '../rewind/sent-states.ts'
import { Tape } from '../schema/tape.ts'
import type { ReplayHeader } from './replay-header.ts'
import type { SpanStart } from './span-codec.ts'

/** Makes recorded ticks again, exactly as the authority made them. */
export class RecordedSimulation<G extends AnyGame> {
  private readonly game: G
  private readonly simulation: Simulation<G>
  private readonly sent: SentStates<G>
  private readonly sendTicks: number
  private readonly saved = new Tape()
  private emitted: EventOf<G>[] = []
  private shown: TickRecord['shown']

  constructor(game: G, { settings, seats }: Pick<ReplayHeader, 'settings' | 'seats'>) {
    this.game = game
    this.sent = new SentStates(game)
    this.sendTicks = game.tickRate / game.sendRate
    this.simulation = new Simulation({
      game,
      settings,
      seats,
      isPredicting: false,
      emit: (event) => this.emitted.push(event),
      asSeenBy: (slot) => {
        const shownSixteenths = this.shown?.get(slot)
        const seen = shownSixteenths === undefined ? undefined : this.sent.seenAt(shownSixteenths)
        return seen ?? this.simulation.world
      },
    })
  }

  get tick(): number {
    return this.simulation.tick
  }

  get world(): WorldOf<G> {
    return this.simulation.world
  }

  setup(seed: number): void {
    this.simulation.setup(seed)
  }

  load({ tick, state, sent }: SpanStart): void {
    this.simulation.load(tick, state)
    this.sent.restore(sent)
  }

  /** What comes before a tick. Returns why a command was refused, if it was. */
  happen(happening: Happening): string | undefined {
    return playHappening(this.game, this.simulation, happening)
  }

  /** Makes a tick without its happenings; returns what the game has emitted since the last one. */
  step({ inputs, shown }: TickRecord): EventOf<G>[] {
    this.shown = shown
    this.simulation.step(inputs)
    if (this.tick % this.sendTicks === 0) this.sent.keep(this.simulation)
    return this.takeEmitted()
  }

  /** What the game has emitted since the last tick, and not been asked for. */
  takeEmitted(): EventOf<G>[] {
    const { emitted } = this
    if (emitted.length > 0) this.emitted = []
    return emitted
  }

  /** The present state; good until the next call. */
  state(): Tape {
    return this.simulation.save(this.saved)
  }

  sentMoments(): SpanStart['sent'] {
    return this.sent.moments()
  }
}
