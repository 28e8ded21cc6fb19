import type { StructValue } from '../schema/struct-coder.ts'
import type { Tape } from '../schema/tape.ts'
import { type Arrival, arrivalOf } from './arrival.ts'
import type {
  AnyGame,
  CommandOf,
  EventOf,
  Inputs,
  JoinContext,
  PlayerSlot,
  Settings,
  WorldOf,
} from './define-game.ts'
import { codersOf, type GameCoders } from './game-coders.ts'
import { math } from './math.ts'
import { proposalOf } from './proposal.ts'
import { Random } from './random.ts'

/** Values by setting's name; the ones left out have their defaults. */
export type SettingValues = { readonly [name: string]: number | undefined }

export interface SimulationOptions<G extends AnyGame> {
  readonly game: G
  readonly settings: SettingValues
  /** The game's `players.max` unless told. */
  readonly seats?: number | undefined
  readonly isPredicting: boolean
  emit(event: EventOf<G>): void
  /** The world as a player saw it for this tick's input; the present one unless told. */
  asSeenBy?(slot: PlayerSlot): WorldOf<G>
}

interface Root {
  seed: number
  draws: number
  world: Record<string, unknown>
}

// biome-ignore lint/suspicious/noExplicitAny: the contexts of all games in one
type Context<G extends AnyGame> = JoinContext<any, any, WorldOf<G>, StructValue>
type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/**
 * A game's world and the tick it is at. After each call of the game all fields are rounded to what the schema can carry, so
 * that an authority and a client that started from a snapshot go on with the same bits.
 */
export class Simulation<G extends AnyGame> {
  tick = 0
  private readonly game: G
  private readonly random = new Random()
  private readonly coders: GameCoders
  private readonly root: Root
  private readonly context: Mutable<Context<G>>
  private readonly propose: ReturnType<typeof proposalOf>
  private isStepping = false

  constructor({ game, settings, seats, isPredicting, emit, asSeenBy }: SimulationOptions<G>) {
    this.game = game
    this.coders = codersOf(game)
    this.propose = proposalOf(game)
    this.root = this.coders.state.initial() as unknown as Root
    this.context = {
      tick: 0,
      tickRate: game.tickRate,
      random: this.random,
      settings: settingsOf(game, settings),
      seats: seats ?? game.players.max,
      math,
      isPredicting,
      ...arrivalOf(),
      emit: (name, value) => emit({ name, value } as unknown as EventOf<G>),
      asSeenBy: (slot) => (this.isStepping && asSeenBy?.(slot)) || this.world,
    }
  }

  get world(): WorldOf<G> {
    return this.root.world as WorldOf<G>
  }

  setup(seed: number): void {
    this.random.seed = seed >>> 0
    this.run(() => this.game.setup?.(this.world, this.context))
  }

  join(slot: PlayerSlot, arrival: Partial<Arrival<StructValue>> = {}): void {
    Object.assign(this.context, arrivalOf(arrival))
    this.run(() => this.game.join(this.world, slot, this.context))
  }

  leave(slot: PlayerSlot): void {
    this.run(() => this.game.leave(this.world, slot, this.context))
  }

  /** Returns why the game refused, if it did. */
  command(slot: PlayerSlot, command: CommandOf<G>): string | undefined {
    let refusal: string | undefined
    this.run(() => {
      refusal = this.game.command?.(this.world, slot, command as never, this.context)
    })
    return refusal
  }

  step(inputs: Inputs<unknown>): void {
    this.tick++
    this.context.tick = this.tick
    this.propose?.(this.root.world, inputs)
    this.isStepping = true
    this.game.step(this.world, inputs as never, this.context)
    this.isStepping = false
    this.coders.state.legalise(this.root as never)
  }

  isOver(): boolean {
    return this.game.isOver(this.world, this.context)
  }

  isOpen(): boolean {
    return this.game.isOpen?.(this.world, this.context) ?? true
  }

  /** What a player owns now, as it may be kept; undefined for games in which nothing outlives the match. */
  keep(slot: PlayerSlot): StructValue | undefined {
    const { kept } = this.coders
    return kept && this.game.keep && kept.legalise(this.game.keep(this.world, slot) as StructValue)
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

export function settingsOf(game: AnyGame, values: SettingValues): Record<string, number> {
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
