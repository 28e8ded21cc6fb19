import type { Tape } from '../schema/tape.ts'
import type { AnyGame, EventOf, Inputs, PlayerSlot, Settings, StepContext, WorldOf } from './define-game.ts'
import { codersOf, type GameCoders } from './game-coders.ts'
import { math } from './math.ts'
import { Random } from './random.ts'

/** Values by setting's name; the ones left out have their defaults. */
export type SettingValues = { readonly [name: string]: number | undefined }

interface Root {
  seed: number
  draws: number
  world: Record<string, unknown>
}

/**
 * A game's world and the tick it is at. After each call of the game all fields are rounded to what the schema can carry, so
 * that an authority and a client that started from a snapshot go on with the same bits.
 */
export class Simulation<G extends AnyGame> {
  tick = 0
  private readonly random = new Random()
  private readonly coders: GameCoders
  private readonly root: Root
  private readonly context: StepContext & { tick: number }

  constructor(
    private readonly game: G,
    settings: SettingValues,
    isPredicting: boolean,
    emit: (event: EventOf<G>) => void,
  ) {
    this.coders = codersOf(game)
    this.root = this.coders.state.initial() as unknown as Root
    this.context = {
      tick: 0,
      tickRate: game.tickRate,
      random: this.random,
      settings: settingsOf(game, settings),
      math,
      isPredicting,
      emit: (name, value) => emit({ name, value } as unknown as EventOf<G>),
    }
  }

  get world(): WorldOf<G> {
    return this.root.world as WorldOf<G>
  }

  setup(seed: number): void {
    this.random.seed = seed >>> 0
    this.run(() => this.game.setup?.(this.world, this.context))
  }

  join(slot: PlayerSlot): void {
    this.run(() => this.game.join(this.world, slot, this.context))
  }

  leave(slot: PlayerSlot): void {
    this.run(() => this.game.leave(this.world, slot, this.context))
  }

  step(inputs: Inputs<unknown>): void {
    this.tick++
    this.context.tick = this.tick
    this.game.step(this.world, inputs as never, this.context)
    this.coders.state.legalise(this.root as never)
  }

  isOver(): boolean {
    return this.game.isOver(this.world, this.context)
  }

  save(tape: Tape): Tape {
    this.root.seed = this.random.seed
    this.root.draws = this.random.draws
    this.coders.state.flatten(this.root as never, tape.rewind())
    return tape.finish()
  }

  load(tick: number, tape: Tape): void {
    Object.assign(this.root, this.coders.state.restore(tape.rewind()))
    this.random.seed = this.root.seed
    this.random.draws = this.root.draws
    this.tick = tick
    this.context.tick = tick
  }

  private run(change: () => void): void {
    this.context.tick = this.tick
    change()
    this.coders.state.legalise(this.root as never)
  }
}

function settingsOf(game: AnyGame, values: SettingValues): Record<string, number> {
  const settings: Record<string, number> = {}
  for (const [name, setting] of Object.entries((game.settings ?? {}) as Settings)) {
    const { min, max, default: usual } = setting
    const value = values[name] ?? usual
    if (!(value >= min && value <= max))
      throw new RangeError(`setting ${name} must be from ${min} to ${max}, not ${value}`)
    settings[name] = value
  }
  return settings
}
