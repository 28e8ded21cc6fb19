import type { Infer, StepContext } from '@gameserver/engine'
import {
  bool,
  countdown,
  fixed,
  int,
  list,
  map,
  oneOf,
  ownerOnly,
  playerMap,
  u8,
  u16,
} from '@gameserver/engine'
import { cards, crops, goods, recipes } from './goods.ts'

/** What Harvest consists of: the world, what players may ask for, what they are told, and what stays theirs. */

export const tickRate = 20
export const ticks = (seconds: number) => Math.round(seconds * tickRate)

export const fieldWidth = 1600
export const fieldHeight = 900
export const plotsMin = 4
export const plotsMax = 8
export const handMax = 5
export const waterMax = 6
export const ordersMax = 4
const wildMax = 12
const coinsMax = 999_999

const plot = {
  crop: oneOf('none', ...crops),
  ripeTick: u16,
  /** Takes no water until then. */
  wetTick: u16,
  /** A crow sits there until then, and nothing grows. */
  crowTick: u16,
}

const player = {
  x: fixed(0, fieldWidth, 1),
  y: fixed(0, fieldHeight, 1),
  coins: int(0, coinsMax),
  /** What this match is about: coins for what was delivered and sold in it. */
  earned: u16,
  plots: list(plot, plotsMax),
  knows: list(oneOf(...recipes), recipes.length),
  cooking: oneOf('none', ...recipes),
  cookedTick: u16,
  scarecrowTick: u16,
  /** What follows the player alone knows. Goods and seeds are counted by their positions in `goods` and `crops`. */
  pantry: ownerOnly(list(u8, goods.length)),
  seeds: ownerOnly(list(u8, crops.length)),
  hand: ownerOnly(list(oneOf(...cards), handMax)),
  cardTick: ownerOnly(u16),
  water: ownerOnly(int(0, waterMax)),
  hasBumper: ownerOnly(bool),
}

const want = { good: oneOf(...goods), count: u8 }
const order = { wants: list(want, 2), reward: u16, endTick: u16, isGolden: bool }
const wild = { good: oneOf('mushroom', 'honey'), x: int(0, fieldWidth), y: int(0, fieldHeight) }

export const state = {
  players: playerMap(player),
  orders: map(order, ordersMax),
  wild: map(wild, wildMax),
  /** By position in `goods`. */
  prices: list(u8, goods.length),
  nextOrderTick: u16,
  nextId: u16,
  lastTick: u16,
  ticksLeft: countdown(0xffff),
}

export const input = { x: fixed(0, fieldWidth, 1), y: fixed(0, fieldHeight, 1) }

const atPlot = { plot: int(0, plotsMax - 1) }
export const commands = {
  plant: { ...atPlot, crop: oneOf(...crops) },
  water: atPlot,
  gather: atPlot,
  shoo: atPlot,
  forage: { id: u16 },
  cook: { recipe: oneOf(...recipes) },
  deliver: { id: u16 },
  sell: { good: oneOf(...goods) },
  buy: { what: oneOf('plot', ...recipes) },
  /** The target matters for crows alone. */
  play: { card: oneOf(...cards), target: int(0, 127) },
}

export const events = {
  delivered: { by: u8, reward: u16, isGolden: bool },
  golden: { reward: u16 },
  foraged: { by: u8, good: oneOf(...goods), x: u16, y: u16 },
  played: { by: u8, card: oneOf(...cards), target: u8, isHeldOff: bool },
  gathered: { by: u8, plot: u8, crop: oneOf(...crops), count: u8 },
  learned: { by: u8, recipe: oneOf(...recipes) },
}

export const kept = {
  coins: int(0, coinsMax),
  seeds: list(u8, crops.length),
  knows: list(oneOf(...recipes), recipes.length),
  plots: list({ crop: oneOf('none', ...crops), secondsLeft: u16 }, plotsMax),
}

export const settings = { seconds: { default: 300, min: 20, max: 1800 } }

export type World = Infer<typeof state>
export type Input = Infer<typeof input>
export type Farmer = Infer<typeof player>
export type Plot = Infer<typeof plot>
export type Order = Infer<typeof order>
export type Kept = Infer<typeof kept>
export type Context = StepContext<typeof events, typeof settings, World>
export type Commands = { [Name in keyof typeof commands]: Infer<(typeof commands)[Name]> }

const firstPlotPrice = 60

/** Of the next plot, for a farm with so many: each costs twice as much as the one before. */
export function plotPrice(plots: number): number {
  return firstPlotPrice << (plots - plotsMin)
}
