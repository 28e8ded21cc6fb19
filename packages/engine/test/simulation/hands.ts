import type { AnyGame } from '../../src/game/define-game.ts'
import type { NamedValue } from '../../src/game/named-codec.ts'
import { Random } from '../../src/game/random.ts'
import { randomStruct } from './random-values.ts'

/** How a bot plays, as a game's `bot.ts` exports it. */
export interface Mind {
  // biome-ignore lint/suspicious/noExplicitAny: worlds and inputs of every game
  think(world: any, slot: number, tick: number, random: () => number): any
  // biome-ignore lint/suspicious/noExplicitAny: as above
  thinkCommand?(world: any, slot: number, tick: number, random: () => number): NamedValue | undefined
}

/** Who plays a slot: a bot, or somebody who knows the controls but not the game. */
export interface Hands {
  input(world: unknown, slot: number, tick: number): unknown
  command(world: unknown, slot: number, tick: number): NamedValue | undefined
}

/** Keys are held for a fifth of a second on average at 60 ticks a second. */
const changesPerTick = 0.08
/** Random commands come this often in a tick: about twice a second. */
const commandsPerTick = 0.03

export function botHands(mind: Mind, seed: number): Hands {
  const random = randomFrom(seed)
  const draw = (): number => random.float()
  return {
    input: (world, slot, tick) => mind.think(world, slot, tick, draw),
    command: (world, slot, tick) => mind.thinkCommand?.(world, slot, tick, draw),
  }
}

export function wildHands(game: AnyGame, seed: number): Hands {
  const random = randomFrom(seed)
  const commands = Object.entries(game.commands ?? {})
  let held = randomStruct(game.input, random)
  return {
    input() {
      if (random.float() < changesPerTick) held = randomStruct(game.input, random)
      return held
    },
    command() {
      if (commands.length === 0 || random.float() >= commandsPerTick) return undefined
      const [name, schema] = random.pick(commands)
      return { name, value: randomStruct(schema as never, random) }
    },
  }
}

/** A bot's hands, or random ones where there are no bots. */
export function handsFor(game: AnyGame, mind: Mind | undefined, seed: number): Hands {
  return mind ? botHands(mind, seed) : wildHands(game, seed)
}

export function randomFrom(seed: number): Random {
  const random = new Random()
  random.seed = seed >>> 0
  return random
}
