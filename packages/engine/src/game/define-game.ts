import type { Infer, Struct } from '../schema/types.ts'
import { checkGame } from './check-game.ts'
import type { math } from './math.ts'
import type { Random } from './random.ts'

/** A player's number within the match, from 0. */
export type PlayerSlot = number

/** A number that an operator may set for each match. */
export interface Setting {
  readonly default: number
  readonly min: number
  readonly max: number
}

export type Settings = { readonly [name: string]: Setting }
export type EventSchemas = { readonly [name: string]: Struct }

/** The inputs of one tick. The authority has one for every player; a client predicting has only its own. */
export interface Inputs<I> {
  get(slot: PlayerSlot): I | undefined
}

/** What a game's functions are given besides the world; made anew for no tick, so don't keep it. */
export interface StepContext<E extends EventSchemas = EventSchemas, C extends Settings = Settings> {
  /** The tick being made; 0 in setup. */
  readonly tick: number
  readonly tickRate: number
  readonly random: Pick<Random, 'int' | 'float' | 'pick'>
  readonly settings: { readonly [K in keyof C]: number }
  readonly math: typeof math
  /** Whether a client is predicting: what it emits goes nowhere. */
  readonly isPredicting: boolean
  /** Tells all players reliably, once. */
  emit<K extends keyof E & string>(name: K, payload: Infer<E[K]>): void
}

export interface SlotScore {
  readonly slot: PlayerSlot
  readonly score: number
}

export interface Rules<W, I> {
  /** Units per second that anything moves at most. What moves four times as fast has leapt, and is drawn so. */
  readonly maxSpeed?: number
  /** Looks at an input on its arrival, when all fields are within their ranges. A returned reason refuses the packet. */
  checkInput?(input: I, slot: PlayerSlot, world: W): string | undefined
}

/** Everything that makes a game. Its functions must be pure: world, inputs and context in, changes to the world out. */
export interface Game<
  S extends Struct = Struct,
  I extends Struct = Struct,
  E extends EventSchemas = EventSchemas,
  C extends Settings = Settings,
> {
  readonly id: string
  readonly name: string
  readonly version: string
  readonly description: string
  /** Ticks per second, 1 to 128. */
  readonly tickRate: number
  /** Snapshots, and packets of inputs, per second; divides tickRate. */
  readonly sendRate: number
  /** Full: the authority alone decides. */
  readonly mode: 'full'
  readonly players: { readonly min: number; readonly max: number }
  readonly settings?: C
  readonly state: S
  readonly input: I
  readonly events?: E
  readonly rules?: Rules<Infer<S>, Infer<I>>
  setup?(world: Infer<S>, ctx: StepContext<E, C>): void
  join(world: Infer<S>, slot: PlayerSlot, ctx: StepContext<E, C>): void
  leave(world: Infer<S>, slot: PlayerSlot, ctx: StepContext<E, C>): void
  step(world: Infer<S>, inputs: Inputs<Infer<I>>, ctx: StepContext<E, C>): void
  isOver(world: Infer<S>, ctx: StepContext<E, C>): boolean
  /** Higher is better. */
  scores(world: Infer<S>): SlotScore[]
}

// biome-ignore lint/suspicious/noExplicitAny: stands for every game, whose functions take worlds of their own
export type AnyGame = Game<any, any, any, any>
export type WorldOf<G extends AnyGame> = Infer<G['state']>
export type InputOf<G extends AnyGame> = Infer<G['input']>
/** Union of a game's events, each with its name. */
export type EventOf<G extends AnyGame> = {
  [K in keyof NonNullable<G['events']> & string]: {
    readonly name: K
    readonly value: Infer<NonNullable<G['events']>[K]>
  }
}[keyof NonNullable<G['events']> & string]

/** Throws a GameDefinitionError, naming the field, for a game that can't be played or packed. */
export function defineGame<
  const S extends Struct,
  const I extends Struct,
  const E extends EventSchemas = Record<never, never>,
  const C extends Settings = Record<never, never>,
>(game: Game<S, I, E, C>): Game<S, I, E, C> {
  checkGame(game as unknown as AnyGame)
  return game
}
