import type { Infer, Struct } from '../schema/types.ts'
import type { Spectators } from '../spectate/spectators.ts'
import type { Arrival } from './arrival.ts'
import { checkGame } from './check-game.ts'
import type { GameAchievement, GameLeaderboard } from './competition.ts'
import type { math } from './math.ts'
import type { BackfillDeclaration, QueueDeclaration } from './queue-declaration.ts'
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
export type CommandSchemas = { readonly [name: string]: Struct }

/** The inputs of one tick. The authority has one for every player; a client predicting has only its own. */
export interface Inputs<I> {
  get(slot: PlayerSlot): I | undefined
}

/** What a game's functions are given besides the world; made anew for no tick, so don't keep it. */
export interface StepContext<
  E extends EventSchemas = EventSchemas,
  C extends Settings = Settings,
  W = unknown,
> {
  /** The tick being made; 0 in setup. */
  readonly tick: number
  readonly tickRate: number
  readonly random: Pick<Random, 'int' | 'float' | 'pick'>
  readonly settings: { readonly [K in keyof C]: number }
  /** Players the match was made for; some may not have come yet, or have left. */
  readonly seats: number
  readonly math: typeof math
  /**
   * Whether a client is predicting: it knows its own inputs alone, and draws other numbers than the authority. Rollback games
   * are the exception: there every client simulates all of it, and this is false.
   */
  readonly isPredicting: boolean
  /** Tells all players reliably, once. */
  emit<K extends keyof E & string>(name: K, payload: Infer<E[K]>): void
  /**
   * The world as that player saw it when the player decided on this tick's input: what a shot is to be judged by. At most
   * `rules.rewindMs` old. Not to be changed. Outside of `step` it is the present world.
   */
  asSeenBy(slot: PlayerSlot): W
}

/**
 * What `join` is given besides: the player's team and role; and, in games with `kept`, what `keep` returned when the player last
 * left a match of this game, and for how long fields have grown meanwhile.
 */
export interface JoinContext<E extends EventSchemas, C extends Settings, W, P>
  extends StepContext<E, C, W>,
    Arrival<P> {}

export interface SlotScore {
  readonly slot: PlayerSlot
  readonly score: number
}

/** What the engine checks, and the game besides. A breach is counted by its reason, and repeated ones escalate. */
export interface Rules<W, I> {
  /**
   * Units per second that anything moves at most. What moves four times as fast has leapt, and is drawn so. In mode
   * `validated`, a proposal that moves the own entity faster is refused; and one that doesn't know yet where the game has put the
   * entity is ignored, which a game that moves players itself needs.
   */
  readonly maxSpeed?: number
  /** Proposals of x, y or z: units beyond which a single one is no movement however long nothing was heard. */
  readonly teleportUnits?: number
  /** Input fields that are true or false: from one press to the next at least so many ticks. Earlier ones don't count. */
  readonly cadenceTicks?: { readonly [F in keyof I]?: number }
  /** Commands by name: from one to the next of the same player at least so many ticks. */
  readonly cooldownTicks?: { readonly [command: string]: number }
  /** How far back `asSeenBy` goes at most; 250 ms unless told. */
  readonly rewindMs?: number
  /** When refused packets and commands lead to a warning, to silence, and to removal. */
  readonly escalation?: Escalation
  /**
   * Looks at an input on its arrival, when all fields are within their ranges; its tick may be some ticks ahead of `world`, in
   * which the own entity is the one of `slot`. A returned reason refuses the packet, or is noted in mode `observer`.
   */
  checkInput?(input: I, slot: PlayerSlot, world: W): string | undefined
}

/**
 * Points: each refusal adds its weight (0 to 20), and they fade. Unless told: 20, 60 and 4 a second; silence needs three times as
 * many points as a warning where one of them is told.
 */
export interface Escalation {
  readonly warnAt?: number
  readonly silenceAt?: number
  /** Points fade by this many a second. */
  readonly fadePerSecond?: number
}

/** Games of two to four players in which all simulate everything, and go back when a player did something else than thought. */
export interface Rollback {
  /** Ticks from the hand to the game, 0 to 10: what they hide needs no rollback. */
  readonly inputDelayTicks: number
}

/**
 * Interest: entities of these maps are sent to those alone who see their cell. Cells are numbered 0 to 1023; what they are
 * (squares of a grid, rooms, floors) is the game's affair: see `grid`.
 */
export interface Cells<W> {
  readonly maps: readonly (keyof W & string)[]
  cellOf(entity: never, key: number, world: W): number
  /** The cells that a player sees, the most important ones first. The own entity's cell is seen in any case. */
  seenBy(world: W, slot: PlayerSlot): readonly number[]
}

/** Everything that makes a game. Its functions must be pure: world, inputs and context in, changes to the world out. */
export interface Game<
  S extends Struct = Struct,
  I extends Struct = Struct,
  E extends EventSchemas = EventSchemas,
  C extends Settings = Settings,
  K extends CommandSchemas = CommandSchemas,
  P extends Struct = Struct,
> {
  readonly id: string
  readonly name: string
  readonly version: string
  readonly description: string
  /** Ticks per second, 1 to 128. */
  readonly tickRate: number
  /** Snapshots, and packets of inputs, per second; divides tickRate. */
  readonly sendRate: number
  /**
   * Who decides. `full`: the authority alone. `validated`: inputs propose what the own entity becomes, and the authority
   * checks it against the rules. `observer`: inputs say what the own entity is; the authority relays, records and attests, and
   * breaches of rules are noted, not refused.
   */
  readonly mode: 'full' | 'validated' | 'observer'
  /**
   * Modes `validated` and `observer`: the player map whose own entity the inputs are about. Input fields that the entity has
   * too, which must be of the same type, are copied into it before each step.
   */
  readonly proposes?: keyof S & string
  readonly rollback?: Rollback
  readonly players: { readonly min: number; readonly max: number }
  /**
   * Whether players may come into a match that runs: as places come free, from the `quick` queue unless the game declares another
   * one, and into rooms. `join` must be right at any tick, and with slots up to 127.
   */
  readonly dropIn?: boolean | BackfillDeclaration
  /** By mode of play, besides or in place of `quick` and `ranked`, which every game has. Slots are given team by team. */
  readonly queues?: { readonly [mode: string]: QueueDeclaration }
  readonly settings?: C
  readonly state: S
  readonly input: I
  readonly events?: E
  /** Events that the player who causes them is shown at once, by prediction; all others wait for the authority. */
  readonly predicts?: readonly (keyof E & string)[]
  /** What players ask for now and then, sent reliably and once: `{ craft: { recipe: u16 } }`. */
  readonly commands?: K
  /** What a player owns beyond the match. */
  readonly kept?: P
  readonly rules?: Rules<Infer<S>, Infer<I>>
  readonly cells?: Cells<Infer<S>>
  /** Who may watch, and how late. Unless told, a hundred may, at once, and what is hidden from players is hidden from them. */
  readonly spectators?: Spectators | false
  readonly leaderboards?: readonly GameLeaderboard[]
  readonly achievements?: readonly GameAchievement[]
  setup?(world: Infer<S>, ctx: StepContext<E, C, Infer<S>>): void
  join(world: Infer<S>, slot: PlayerSlot, ctx: JoinContext<E, C, Infer<S>, Infer<P>>): void
  leave(world: Infer<S>, slot: PlayerSlot, ctx: StepContext<E, C, Infer<S>>): void
  step(world: Infer<S>, inputs: Inputs<Infer<I>>, ctx: StepContext<E, C, Infer<S>>): void
  /** Does what a player asked for, between two ticks; or changes nothing and returns why not, which the player is told. */
  command?(
    world: Infer<S>,
    slot: PlayerSlot,
    command: CommandValue<K>,
    ctx: StepContext<E, C, Infer<S>>,
  ): string | undefined
  isOver(world: Infer<S>, ctx: StepContext<E, C, Infer<S>>): boolean
  /** Games that take players in while they run: whether they do now. Asked after each tick; always, unless told. */
  isOpen?(world: Infer<S>, ctx: StepContext<E, C, Infer<S>>): boolean
  /** Higher is better. */
  scores(world: Infer<S>): SlotScore[]
  /** What the player owns now. Asked every few seconds, when the player leaves, and at the end. */
  keep?(world: Infer<S>, slot: PlayerSlot): Infer<P>
  /** The player's team, 0 to 63: teams share `teamOnly` fields. */
  team?(world: Infer<S>, slot: PlayerSlot): number
}

// biome-ignore lint/suspicious/noExplicitAny: stands for every game, whose functions take worlds of their own
export type AnyGame = Game<any, any, any, any, any, any>
export type WorldOf<G extends AnyGame> = Infer<G['state']>
export type InputOf<G extends AnyGame> = Infer<G['input']>
/** Union of a game's events, each with its name. */
export type EventOf<G extends AnyGame> = Named<NonNullable<G['events']>>
/** Union of a game's commands, each with its name. */
export type CommandOf<G extends AnyGame> = CommandValue<NonNullable<G['commands']>>
export type CommandValue<K extends CommandSchemas> = Named<K>
export type KeptOf<G extends AnyGame> = Infer<NonNullable<G['kept']>>

type Named<Schemas extends { readonly [name: string]: Struct }> = {
  [K in keyof Schemas & string]: { readonly name: K; readonly value: Infer<Schemas[K]> }
}[keyof Schemas & string]

/** Throws a GameDefinitionError, naming the field, for a game that can't be played or packed. */
export function defineGame<
  const S extends Struct,
  const I extends Struct,
  const E extends EventSchemas = Record<never, never>,
  const C extends Settings = Record<never, never>,
  const K extends CommandSchemas = Record<never, never>,
  const P extends Struct = Record<never, never>,
>(game: Game<S, I, E, C, K, P>): Game<S, I, E, C, K, P> {
  checkGame(game as unknown as AnyGame)
  return game
}
