import { type JoinContext, math } from '@gameserver/engine'
import { cards, crops, type Good, goods, namesOfGoods, recipeFacts, recipes } from './goods.ts'
import {
  type Context,
  type events,
  type Farmer,
  fieldHeight,
  fieldWidth,
  handMax,
  type Kept,
  type Order,
  type Plot,
  plotsMin,
  type settings,
  tickRate,
  ticks,
  type World,
  waterMax,
} from './state.ts'

/** One farm: its plots, its pantry, and what stays of it. */

const firstCoins = 12
const firstSeeds = [3, 3, 0, 0]
const firstCards = 3
const goodsMax = 99
const refillTicks = ticks(2)
const cardTicks = ticks(20)

export function newFarmer({
  kept,
  awaySeconds,
  ...ctx
}: JoinContext<typeof events, typeof settings, World, Kept>): Farmer {
  const farmer: Farmer = {
    x: fieldWidth / 2,
    y: fieldHeight / 2,
    coins: kept?.coins ?? firstCoins,
    earned: 0,
    plots: kept ? kept.plots.map((saved) => keptPlot(saved, awaySeconds, ctx.tick)) : [],
    // Recipes and plots that everybody has are there whatever was kept.
    knows: recipes.filter((recipe) => recipeFacts[recipe].lesson === 0 || kept?.knows.includes(recipe)),
    cooking: 'none',
    cookedTick: 0,
    scarecrowTick: 0,
    pantry: goods.map(() => 0),
    seeds: crops.map((_, index) => kept?.seeds[index] ?? firstSeeds[index] ?? 0),
    hand: [],
    cardTick: ctx.tick + cardTicks,
    water: waterMax,
    hasBumper: false,
  }
  while (farmer.plots.length < plotsMin) farmer.plots.push(emptyPlot())
  for (let i = 0; i < firstCards; i++) deal(farmer, ctx)
  return farmer
}

export function emptyPlot(): Plot {
  return { crop: 'none', ripeTick: 0, wetTick: 0, crowTick: 0 }
}

/** Without the pantry: a match is to be won by what is done in it. */
export function keptOf({ coins, seeds, knows, plots }: Farmer, { lastTick, ticksLeft }: World): Kept {
  const tick = lastTick - ticksLeft
  const saved = plots.map(({ crop, ripeTick }) => {
    return { crop, secondsLeft: math.max(0, math.ceil((ripeTick - tick) / tickRate)) }
  })
  return { coins, seeds: [...seeds], knows: [...knows], plots: saved }
}

export function tend(farmer: Farmer, ctx: Context): void {
  const { tick } = ctx
  for (const plot of farmer.plots) if (tick < plot.crowTick && plot.ripeTick > tick) plot.ripeTick++
  if (tick % refillTicks === 0) farmer.water = math.min(waterMax, farmer.water + 1)
  if (farmer.cooking !== 'none' && tick >= farmer.cookedTick && stow(farmer, farmer.cooking, 1))
    farmer.cooking = 'none'
  if (tick < farmer.cardTick) return
  deal(farmer, ctx)
  farmer.cardTick = tick + cardTicks
}

export function deal(farmer: Farmer, { random }: Context): void {
  if (farmer.hand.length < handMax) farmer.hand.push(random.pick(cards))
}

export function earn(farmer: Farmer, coins: number): void {
  farmer.coins += coins
  farmer.earned += coins
}

/** False, and nothing is changed, when there is no room. */
export function stow(farmer: Farmer, good: Good, count: number): boolean {
  const total = countOf(farmer, good) + count
  if (total > goodsMax) return false
  farmer.pantry[goods.indexOf(good)] = total
  return true
}

export function take(farmer: Farmer, wants: Order['wants']): void {
  for (const { good, count } of wants) stow(farmer, good, -count)
}

export function countOf({ pantry }: Farmer, good: Good): number {
  return pantry[goods.indexOf(good)] ?? 0
}

export function hasAll(farmer: Farmer, wants: Order['wants']): boolean {
  return wants.every(({ good, count }) => countOf(farmer, good) >= count)
}

export function lackOf(farmer: Farmer, wants: Order['wants']): string {
  const lacking = wants.filter(({ good, count }) => countOf(farmer, good) < count)
  return lacking
    .map(({ good, count }) => `${count - countOf(farmer, good)} ${namesOfGoods[good]}`)
    .join(' and ')
}

export function isRipe({ crop, ripeTick }: Plot, tick: number): boolean {
  return crop !== 'none' && tick >= ripeTick
}

export function growingOn({ plots }: Farmer, tick: number): Plot[] {
  return plots.filter((plot) => plot.crop !== 'none' && !isRipe(plot, tick))
}

export function hasten(plot: Plot, by: number): void {
  plot.ripeTick -= by
}

/** It has grown on while its farmer was away. */
function keptPlot({ crop, secondsLeft }: Kept['plots'][number], awaySeconds: number, tick: number): Plot {
  return { ...emptyPlot(), crop, ripeTick: tick + ticks(math.max(0, secondsLeft - awaySeconds)) }
}
