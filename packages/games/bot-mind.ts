/** What a bot wants in this tick: one value for each field of the game's input. `random` gives numbers from 0 to below 1. */
// biome-ignore lint/suspicious/noExplicitAny: worlds and inputs of every game
export type Think = (world: any, slot: number, tick: number, random: () => number) => any

/** What a bot of a game with commands asks for in this tick, if anything. */
export type ThinkCommand = (
  // biome-ignore lint/suspicious/noExplicitAny: as above
  world: any,
  slot: number,
  tick: number,
  random: () => number,
) => { name: string; value: unknown } | undefined

/** What a game's `bot.ts` exports. */
export interface BotMind {
  readonly think: Think
  readonly thinkCommand?: ThinkCommand
}
