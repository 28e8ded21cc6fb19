import type { Arrival } from './game/arrival.ts'
import type {
  AnyGame,
  CommandOf,
  EventOf,
  InputOf,
  KeptOf,
  PlayerSlot,
  SlotScore,
  WorldOf,
} from './game/define-game.ts'
import { codersOf } from './game/game-coders.ts'
import { type SettingValues, Simulation } from './game/simulation.ts'
import type { StructValue } from './schema/struct-coder.ts'

export interface TestMatchOptions {
  /** How many have joined, from slot 0 on; the game's `players.min` unless told. */
  players?: number
  /** By slot: the team of each of them; 0 unless told. */
  teams?: readonly number[]
  /** Of chance; the same one makes the same match. */
  seed?: number
  settings?: SettingValues
  /** Players that the match was made for; `players` unless told. */
  seats?: number
}

/**
 * A match in which a test says what players press and looks at what comes of it: without a network, without prediction, and
 * without the limits that the game's `rules` set to what players send.
 */
export class TestMatch<G extends AnyGame> {
  /** All that the game has emitted, in order. */
  readonly events: EventOf<G>[] = []
  readonly #game: G
  readonly #simulation: Simulation<G>
  readonly #inputs = new Map<PlayerSlot, object>()

  /** Throws what the game throws, and a RangeError for a setting out of its range. */
  constructor(
    game: G,
    { players = game.players.min, teams = [], seed = 1, settings = {}, seats = players }: TestMatchOptions,
  ) {
    this.#game = game
    this.#simulation = new Simulation({
      game,
      settings,
      seats,
      isPredicting: false,
      emit: (event) => this.events.push(event),
    })
    this.#simulation.setup(seed)
    for (let slot = 0; slot < players; slot++) this.join(slot, { team: teams[slot] ?? 0 })
  }

  /** To be read, and to be changed: what a test begins from is put there. */
  get world(): WorldOf<G> {
    return this.#simulation.world
  }

  get tick(): number {
    return this.#simulation.tick
  }

  get isOver(): boolean {
    return this.#simulation.isOver()
  }

  /** Whether the game takes newcomers. */
  get isOpen(): boolean {
    return this.#simulation.isOpen()
  }

  get scores(): readonly SlotScore[] {
    return this.#game.scores(this.world)
  }

  /** What is not told is as for who comes for the first time, into a match without teams. */
  join(slot: PlayerSlot, arrival: Partial<Arrival<KeptOf<G>>> = {}): void {
    this.#simulation.join(slot, arrival as Partial<Arrival<StructValue>>)
    this.input(slot, {})
  }

  leave(slot: PlayerSlot): void {
    this.#simulation.leave(slot)
    this.#inputs.delete(slot)
  }

  /** What a player holds from the next tick until told otherwise; fields left out are let go. */
  input(slot: PlayerSlot, held: Partial<InputOf<G>>): void {
    this.#inputs.set(slot, { ...codersOf(this.#game).input.initial(), ...held })
  }

  /** Returns the text by which the game refuses, if it does. */
  command(slot: PlayerSlot, command: CommandOf<G>): string | undefined {
    return this.#simulation.command(slot, command)
  }

  /** Makes so many ticks, and returns what was emitted in them. */
  step(ticks = 1): EventOf<G>[] {
    const before = this.events.length
    for (let made = 0; made < ticks; made++) this.#simulation.step(new Map(this.#inputs))
    return this.events.slice(before)
  }
}

export function createTestMatch<G extends AnyGame>(game: G, options: TestMatchOptions = {}): TestMatch<G> {
  return new TestMatch(game, options)
}
