import { math } from '@gameserver/engine'
import { basePrices, type Good, goods, orderable, recipeFacts, recipes } from './goods.ts'
import { type Context, fieldHeight, fieldWidth, type Order, ordersMax, ticks, type World } from './state.ts'

/** The board of orders, the prices and the meadow: what all farms share. */

export const orderTicks = ticks(55)
const orderPauseTicks = ticks(4)
const goldenTicks = ticks(60)
const wildTicks = ticks(2.5)
const wildAtFirst = 5
const priceTicks = ticks(4)
/** An order pays so much more than the market. */
const orderFactor = 1.7
const goldenFactor = 3
/** By this share of its full price a good gets cheaper with each that is sold. */
const priceDrop = 0.12

export function openMarket(world: World, ctx: Context): void {
  world.prices = goods.map((good) => basePrices[good])
  pinOrders(world, ctx)
  for (let i = 0; i < wildAtFirst; i++) growWild(world, ctx)
}

export function tendMarket(world: World, ctx: Context): void {
  const { tick } = ctx
  for (const [id, { endTick }] of world.orders) if (tick >= endTick) world.orders.delete(id)
  const isGolden = tick % goldenTicks === 0
  if (isGolden && world.orders.isFull) world.orders.delete(world.orders.keyAt(0))
  if (isGolden || (tick >= world.nextOrderTick && !world.orders.isFull)) pinOrder(world, ctx, isGolden)
  if (tick % wildTicks === 0) growWild(world, ctx)
  if (tick % priceTicks !== 0) return
  world.prices = world.prices.map((price, index) => math.min(basePrices[goods[index] as Good], price + 1))
}

export function pinOrders(world: World, ctx: Context): void {
  while (world.orders.size < ordersMax) pinOrder(world, ctx, false)
}

export function priceOf(world: World, good: Good): number {
  return world.prices[goods.indexOf(good)] ?? 1
}

export function lowerPrice(world: World, good: Good): void {
  const price = priceOf(world, good) - math.ceil(basePrices[good] * priceDrop)
  world.prices[goods.indexOf(good)] = math.max(1, price)
}

function pinOrder(world: World, ctx: Context, isGolden: boolean): void {
  const { random, tick } = ctx
  const makeable = orderable.filter(({ good }) => canBeMade(world, good))
  const kinds = isGolden ? 2 : 1 + random.int(2)
  const wants: Order['wants'] = []
  for (let kind = 0; kind < kinds; kind++) {
    const { good, most } = pickByWeight(makeable, random)
    const count = 1 + random.int(math.ceil(most / kinds))
    if (wants.every((want) => want.good !== good)) wants.push({ good, count })
  }
  const value = wants.reduce((sum, { good, count }) => sum + basePrices[good] * count, 0)
  const reward = math.round(value * (isGolden ? goldenFactor : orderFactor))
  world.orders.set(world.nextId++, { wants, reward, endTick: tick + orderTicks, isGolden })
  world.nextOrderTick = tick + orderPauseTicks
  if (isGolden) ctx.emit('golden', { reward })
}

/** What nobody here has learned yet would only hang on the board. */
function canBeMade({ players }: World, good: Good): boolean {
  const recipe = recipes.find((recipe) => recipe === good)
  if (recipe === undefined || recipeFacts[recipe].lesson === 0) return true
  return [...players].some(([, { knows }]) => knows.includes(recipe))
}

function pickByWeight<Item extends { weight: number }>(
  items: readonly Item[],
  random: Context['random'],
): Item {
  let left = random.int(items.reduce((sum, { weight }) => sum + weight, 0))
  for (const item of items) {
    left -= item.weight
    if (left < 0) return item
  }
  throw new RangeError('nothing to pick from')
}

function growWild(world: World, { random }: Context): void {
  if (world.wild.isFull) return
  const good = random.pick(['mushroom', 'honey'] as const)
  world.wild.set(world.nextId++, { good, x: random.int(fieldWidth), y: random.int(fieldHeight) })
}
