import {
  bool,
  countdown,
  defineGame,
  type EventOf,
  fixed,
  type Infer,
  int,
  type JoinContext,
  list,
  map,
  math,
  oneOf,
  ownerOnly,
  playerMap,
  type StepContext,
  u8,
  u16,
} from '@gameserver/engine'

/**
 * Harvest: farms around a meadow that belongs to all, and a board of orders that whoever is first fulfils. All that players do
 * are commands; their hands are seen moving. Nothing counts up in the state: things have the tick at which they are done, so
 * that a quiet farm costs nothing on the wire. Farm, purse and recipes stay a player's own beyond the match.
 */

export const tickRate = 20
export const ticks = (seconds: number) => Math.round(seconds * tickRate)

export const crops = ['carrot', 'wheat', 'berry', 'pumpkin'] as const
const wilds = ['mushroom', 'honey'] as const
export const recipes = ['bread', 'soup', 'jam', 'pie', 'feast'] as const
export const goods = [...crops, ...wilds, ...recipes] as const
export const cards = [
  'rain',
  'sunshine',
  'bumper',
  'basket',
  'bellows',
  'crier',
  'scarecrow',
  'crows',
] as const

export type Crop = (typeof crops)[number]
export type Recipe = (typeof recipes)[number]
export type Good = (typeof goods)[number]
export type Card = (typeof cards)[number]

interface GoodFacts {
  /** Of several. */
  readonly name: string
  /** Coins that the market pays for one when nobody has sold any. */
  readonly price: number
  /** How many an order asks for at most, and how often one does, compared with other goods. */
  readonly ordered: { readonly most: number; readonly weight: number }
}

export const goodFacts: Readonly<Record<Good, GoodFacts>> = {
  carrot: { name: 'carrots', price: 3, ordered: { most: 5, weight: 4 } },
  wheat: { name: 'wheat', price: 4, ordered: { most: 5, weight: 4 } },
  berry: { name: 'berries', price: 6, ordered: { most: 4, weight: 4 } },
  pumpkin: { name: 'pumpkins', price: 14, ordered: { most: 2, weight: 3 } },
  mushroom: { name: 'mushrooms', price: 5, ordered: { most: 2, weight: 2 } },
  honey: { name: 'honey', price: 6, ordered: { most: 2, weight: 2 } },
  bread: { name: 'bread', price: 12, ordered: { most: 2, weight: 4 } },
  soup: { name: 'soup', price: 16, ordered: { most: 2, weight: 4 } },
  jam: { name: 'jam', price: 24, ordered: { most: 2, weight: 3 } },
  pie: { name: 'pie', price: 34, ordered: { most: 1, weight: 3 } },
  feast: { name: 'feasts', price: 80, ordered: { most: 0, weight: 0 } },
}

/** What a seed costs, how long it grows, and what comes of it. */
export const cropFacts: Readonly<Record<Crop, { seed: number; seconds: number; yields: number }>> = {
  carrot: { seed: 1, seconds: 12, yields: 2 },
  wheat: { seed: 1, seconds: 16, yields: 2 },
  berry: { seed: 2, seconds: 24, yields: 2 },
  pumpkin: { seed: 4, seconds: 40, yields: 1 },
}

interface RecipeFacts {
  readonly of: Readonly<Partial<Record<Good, number>>>
  readonly seconds: number
  /** Coins to learn it, once and for all; 0: everybody knows it. */
  readonly lesson: number
}

export const recipeFacts: Readonly<Record<Recipe, RecipeFacts>> = {
  bread: { of: { wheat: 2 }, seconds: 5, lesson: 0 },
  soup: { of: { carrot: 2, mushroom: 1 }, seconds: 6, lesson: 0 },
  jam: { of: { berry: 2, honey: 1 }, seconds: 8, lesson: 60 },
  pie: { of: { pumpkin: 1, wheat: 1, honey: 1 }, seconds: 10, lesson: 150 },
  feast: { of: { bread: 1, soup: 1, jam: 1 }, seconds: 12, lesson: 300 },
}

export const fieldWidth = 1600
export const fieldHeight = 900

const plotsMin = 4
export const plotsMax = 8
const firstPlotPrice = 60
/** A watered plot is done with so much of its time at once, and takes no more water for a while. */
const waterShare = 0.3
const wetTicks = ticks(8)
export const waterMax = 6
const refillTicks = ticks(2)

const firstCoins = 12
const coinsMax = 999_999
const firstSeeds = [3, 3, 0, 0]
const goodsMax = 99

const firstCards = 3
export const handMax = 5
const cardTicks = ticks(20)
const sunTicks = ticks(10)
const crowTicks = ticks(14)
const scarecrowTicks = ticks(75)

const ordersMax = 4
export const orderTicks = ticks(55)
const orderPauseTicks = ticks(4)
const goldenTicks = ticks(60)
/** An order pays so much more than the market. */
const orderFactor = 1.7
const goldenFactor = 3
const priceTicks = ticks(4)
/** Who comes with less left has hardly anything ripe before the end. */
const newcomerTicks = ticks(60)
/** By this share of its full price a good gets cheaper with each that is sold. */
const priceDrop = 0.12
const wildMax = 12
const wildAtFirst = 5
const wildTicks = ticks(2.5)

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
const wild = { good: oneOf(...wilds), x: int(0, fieldWidth), y: int(0, fieldHeight) }

const state = {
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

const input = { x: fixed(0, fieldWidth, 1), y: fixed(0, fieldHeight, 1) }

const atPlot = { plot: int(0, plotsMax - 1) }
const commands = {
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

const events = {
  delivered: { by: u8, reward: u16, isGolden: bool },
  golden: { reward: u16 },
  foraged: { by: u8, good: oneOf(...goods), x: u16, y: u16 },
  played: { by: u8, card: oneOf(...cards), target: u8, isHeldOff: bool },
  gathered: { by: u8, plot: u8, crop: oneOf(...crops), count: u8 },
  learned: { by: u8, recipe: oneOf(...recipes) },
}

const kept = {
  coins: int(0, coinsMax),
  seeds: list(u8, crops.length),
  knows: list(oneOf(...recipes), recipes.length),
  plots: list({ crop: oneOf('none', ...crops), secondsLeft: u16 }, plotsMax),
}

const settings = { seconds: { default: 300, min: 20, max: 1800 } }

export type World = Infer<typeof state>
export type Input = Infer<typeof input>
export type Farmer = Infer<typeof player>
export type Plot = Infer<typeof plot>
export type Order = Infer<typeof order>
export type Commands = { [Name in keyof typeof commands]: Infer<(typeof commands)[Name]> }
type Kept = Infer<typeof kept>
type Context = StepContext<typeof events, typeof settings, World>

const game = defineGame({
  id: 'harvest',
  name: 'Harvest',
  version: '1.0.0',
  description: 'Plant, cook, deliver before the neighbours do. Your farm grows on while you are away.',
  tickRate,
  sendRate: 10,
  mode: 'full',
  players: { min: 2, max: 6 },
  dropIn: true,
  settings,
  state,
  input,
  commands,
  events,
  kept,

  setup(world, ctx) {
    world.lastTick = ticks(ctx.settings.seconds)
    world.ticksLeft = world.lastTick
    world.prices = goods.map((good) => goodFacts[good].price)
    pinOrders(world, ctx)
    for (let i = 0; i < wildAtFirst; i++) growWild(world, ctx)
  },

  join(world, slot, ctx) {
    world.players.set(slot, newFarmer(ctx))
  },

  leave(world, slot) {
    world.players.delete(slot)
  },

  step(world, inputs, ctx) {
    for (const [slot, farmer] of world.players) {
      const { x, y } = inputs.get(slot) ?? farmer
      Object.assign(farmer, { x, y })
    }
    // What depends on all players is left to the authority.
    if (ctx.isPredicting) return
    for (const [, farmer] of world.players) tend(farmer, ctx)
    tendMarket(world, ctx)
    world.ticksLeft = math.max(0, world.lastTick - ctx.tick)
  },

  command(world, slot, { name, value }, ctx) {
    const farmer = world.players.get(slot)
    if (!farmer) return 'You have no farm here'
    return doings[name](value as never, farmer, { world, slot, ctx })
  },

  isOver: (world) => world.ticksLeft === 0,
  isOpen: (world) => world.ticksLeft >= newcomerTicks,
  scores: (world) => [...world.players].map(([slot, { earned }]) => ({ slot, score: earned })),

  keep(world, slot) {
    const farmer = world.players.get(slot)
    if (!farmer) throw new RangeError(`slot ${slot} has no farm`)
    return keptOf(farmer, world)
  },
})

export default game
export type HarvestEvent = EventOf<typeof game>

/** Does what was asked for, or says why not. */
type Doings = {
  [Name in keyof Commands]: (
    asked: Commands[Name],
    farmer: Farmer,
    at: { world: World; slot: number; ctx: Context },
  ) => string | undefined
}

const doings: Doings = {
  plant({ plot: index, crop }, farmer, { ctx: { tick } }) {
    const plot = farmer.plots[index]
    if (!plot) return 'This plot is not yours yet'
    if (plot.crop !== 'none') return 'Something grows here already'
    const bag = crops.indexOf(crop)
    const seeds = farmer.seeds[bag] ?? 0
    const { seed, seconds } = cropFacts[crop]
    if (seeds === 0 && farmer.coins < seed) return `A seed costs ${seed}, and you have ${farmer.coins}`
    if (seeds > 0) farmer.seeds[bag] = seeds - 1
    else farmer.coins -= seed
    Object.assign(plot, { crop, ripeTick: tick + ticks(seconds), wetTick: 0, crowTick: 0 })
  },

  water({ plot: index }, farmer, { ctx: { tick } }) {
    const plot = farmer.plots[index]
    if (!plot || plot.crop === 'none') return 'Nothing to water here'
    if (isRipe(plot, tick)) return 'It is ripe: gather it'
    if (tick < plot.wetTick) return 'Still wet'
    if (farmer.water === 0) return 'The can is empty: it fills by itself'
    farmer.water--
    plot.ripeTick -= math.round((plot.ripeTick - tick) * waterShare)
    plot.wetTick = tick + wetTicks
  },

  gather({ plot: index }, farmer, { slot, ctx }) {
    const plot = farmer.plots[index]
    if (!plot || plot.crop === 'none') return 'Nothing grows here'
    if (ctx.tick < plot.crowTick) return 'Shoo the crow away first'
    if (!isRipe(plot, ctx.tick)) return 'Not ripe yet'
    const { crop } = plot
    const count = cropFacts[crop].yields * (farmer.hasBumper ? 3 : 1)
    if (!stow(farmer, crop, count)) return `No room for more ${goodFacts[crop].name}`
    farmer.hasBumper = false
    plot.crop = 'none'
    ctx.emit('gathered', { by: slot, plot: index, crop, count })
  },

  shoo({ plot: index }, farmer, { ctx: { tick } }) {
    const plot = farmer.plots[index]
    if (!plot || tick >= plot.crowTick) return 'No crow there'
    plot.crowTick = 0
  },

  forage({ id }, farmer, { world, slot, ctx }) {
    const found = world.wild.get(id)
    if (!found) return 'Somebody was quicker'
    if (!stow(farmer, found.good, 1)) return `No room for more ${goodFacts[found.good].name}`
    world.wild.delete(id)
    ctx.emit('foraged', { by: slot, ...found })
  },

  cook({ recipe }, farmer, { ctx: { tick } }) {
    if (!farmer.knows.includes(recipe)) return `You have not learned to make ${goodFacts[recipe].name}`
    if (farmer.cooking !== 'none') return 'The oven is in use'
    const wants = wantsOf(recipe)
    if (!hasAll(farmer, wants)) return `You lack ${lackOf(farmer, wants)}`
    take(farmer, wants)
    farmer.cooking = recipe
    farmer.cookedTick = tick + ticks(recipeFacts[recipe].seconds)
  },

  deliver({ id }, farmer, { world, slot, ctx }) {
    const order = world.orders.get(id)
    if (!order) return 'Somebody was quicker'
    if (!hasAll(farmer, order.wants)) return `You lack ${lackOf(farmer, order.wants)}`
    take(farmer, order.wants)
    world.orders.delete(id)
    earn(farmer, order.reward)
    deal(farmer, ctx)
    ctx.emit('delivered', { by: slot, reward: order.reward, isGolden: order.isGolden })
  },

  sell({ good }, farmer, { world }) {
    if (countOf(farmer, good) === 0) return `You have no ${goodFacts[good].name}`
    stow(farmer, good, -1)
    earn(farmer, priceOf(world, good))
    lowerPrice(world, good)
  },

  buy({ what }, farmer, { slot, ctx }) {
    const price = what === 'plot' ? plotPrice(farmer.plots.length) : recipeFacts[what].lesson
    if (what === 'plot' && farmer.plots.length >= plotsMax) return 'There is no more land'
    if (what !== 'plot' && farmer.knows.includes(what)) return 'You know that already'
    if (farmer.coins < price) return `That costs ${price}, and you have ${farmer.coins}`
    farmer.coins -= price
    if (what === 'plot') farmer.plots.push(emptyPlot())
    else {
      farmer.knows.push(what)
      ctx.emit('learned', { by: slot, recipe: what })
    }
  },

  play({ card, target }, farmer, { world, slot, ctx }) {
    const index = farmer.hand.indexOf(card)
    if (index < 0) return 'You do not hold that card'
    const rival = world.players.get(target)
    if (card === 'crows' && (!rival || target === slot)) return 'Choose whose farm the crows are to visit'
    const isHeldOff = card === 'crows' && rival !== undefined && ctx.tick < rival.scarecrowTick
    const refusal = isHeldOff ? undefined : effects[card](farmer, world, ctx, rival)
    if (refusal !== undefined) return refusal
    farmer.hand.splice(index, 1)
    ctx.emit('played', { by: slot, card, target: card === 'crows' ? target : slot, isHeldOff })
  },
}

/** Does what a card does, or says why it can't. `rival` is whom the player chose. */
type Effect = (farmer: Farmer, world: World, ctx: Context, rival: Farmer | undefined) => string | undefined

const effects: Record<Card, Effect> = {
  rain(farmer, _world, { tick }) {
    const growing = growingOn(farmer, tick)
    if (growing.length === 0) return 'Nothing grows: keep it for later'
    for (const plot of growing) plot.ripeTick -= math.round((plot.ripeTick - tick) / 2)
    farmer.water = waterMax
  },
  sunshine(farmer, _world, { tick }) {
    const growing = growingOn(farmer, tick)
    if (growing.length === 0) return 'Nothing grows: keep it for later'
    for (const plot of growing) plot.ripeTick -= math.min(sunTicks, plot.ripeTick - tick)
  },
  bumper(farmer) {
    if (farmer.hasBumper) return 'Your next harvest is threefold already'
    farmer.hasBumper = true
  },
  basket(farmer) {
    const found = [stow(farmer, 'honey', 1), stow(farmer, 'mushroom', 1)]
    return found.includes(true) ? undefined : 'No room for it'
  },
  bellows(farmer, _world, { tick }) {
    if (farmer.cooking === 'none') return 'Nothing is in the oven'
    farmer.cookedTick = tick
  },
  crier(_farmer, world, ctx) {
    world.orders.clear()
    pinOrders(world, ctx)
  },
  scarecrow(farmer, _world, { tick }) {
    farmer.scarecrowTick = tick + scarecrowTicks
    for (const plot of farmer.plots) plot.crowTick = 0
  },
  crows(_farmer, _world, { tick }, rival) {
    const growing = rival ? rival.plots.filter(({ crop }) => crop !== 'none') : []
    if (growing.length === 0) return 'Nothing grows there: the crows would starve'
    for (const plot of growing) plot.crowTick = tick + crowTicks
  },
}

function newFarmer({
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

function emptyPlot(): Plot {
  return { crop: 'none', ripeTick: 0, wetTick: 0, crowTick: 0 }
}

/** It has grown on while its farmer was away. */
function keptPlot({ crop, secondsLeft }: Kept['plots'][number], awaySeconds: number, tick: number): Plot {
  return { ...emptyPlot(), crop, ripeTick: tick + ticks(math.max(0, secondsLeft - awaySeconds)) }
}

/** Without the pantry: a match is to be won by what is done in it. */
function keptOf({ coins, seeds, knows, plots }: Farmer, { lastTick, ticksLeft }: World): Kept {
  const tick = lastTick - ticksLeft
  const saved = plots.map(({ crop, ripeTick }) => {
    return { crop, secondsLeft: math.max(0, math.ceil((ripeTick - tick) / tickRate)) }
  })
  return { coins, seeds: [...seeds], knows: [...knows], plots: saved }
}

function tend(farmer: Farmer, ctx: Context): void {
  const { tick } = ctx
  for (const plot of farmer.plots) if (tick < plot.crowTick && plot.ripeTick > tick) plot.ripeTick++
  if (tick % refillTicks === 0) farmer.water = math.min(waterMax, farmer.water + 1)
  if (farmer.cooking !== 'none' && tick >= farmer.cookedTick && stow(farmer, farmer.cooking, 1))
    farmer.cooking = 'none'
  if (tick < farmer.cardTick) return
  deal(farmer, ctx)
  farmer.cardTick = tick + cardTicks
}

function deal(farmer: Farmer, { random }: Context): void {
  if (farmer.hand.length < handMax) farmer.hand.push(random.pick(cards))
}

function earn(farmer: Farmer, coins: number): void {
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

function take(farmer: Farmer, wants: Order['wants']): void {
  for (const { good, count } of wants) stow(farmer, good, -count)
}

export function countOf({ pantry }: Farmer, good: Good): number {
  return pantry[goods.indexOf(good)] ?? 0
}

export function hasAll(farmer: Farmer, wants: Order['wants']): boolean {
  return wants.every(({ good, count }) => countOf(farmer, good) >= count)
}

function lackOf(farmer: Farmer, wants: Order['wants']): string {
  const lacking = wants.map(({ good, count }) => ({ good, count: count - countOf(farmer, good) }))
  return lacking
    .filter(({ count }) => count > 0)
    .map(({ good, count }) => amountOf(good, count))
    .join(' and ')
}

export function isRipe({ crop, ripeTick }: Plot, tick: number): boolean {
  return crop !== 'none' && tick >= ripeTick
}

export function growingOn({ plots }: Farmer, tick: number): Plot[] {
  return plots.filter((plot) => plot.crop !== 'none' && !isRipe(plot, tick))
}

/** Of the next plot, for a farm with so many: each costs twice as much as the one before. */
export function plotPrice(plots: number): number {
  return firstPlotPrice << (plots - plotsMin)
}

export function wantsOf(recipe: Recipe): Order['wants'] {
  return goods.flatMap((good) => {
    const count = recipeFacts[recipe].of[good]
    return count ? [{ good, count }] : []
  })
}

/** `1 carrot`, `2 carrots`. */
export function amountOf(good: Good, count: number): string {
  return `${count} ${count === 1 ? good : goodFacts[good].name}`
}

function tendMarket(world: World, ctx: Context): void {
  const { tick } = ctx
  for (const [id, { endTick }] of world.orders) if (tick >= endTick) world.orders.delete(id)
  const isGolden = tick % goldenTicks === 0
  if (isGolden && world.orders.isFull) world.orders.delete(world.orders.keyAt(0))
  if (isGolden || (tick >= world.nextOrderTick && !world.orders.isFull)) pinOrder(world, ctx, isGolden)
  if (tick % wildTicks === 0) growWild(world, ctx)
  if (tick % priceTicks !== 0) return
  world.prices = world.prices.map((price, index) =>
    math.min(goodFacts[goods[index] as Good].price, price + 1),
  )
}

function pinOrders(world: World, ctx: Context): void {
  while (world.orders.size < ordersMax) pinOrder(world, ctx, false)
}

function priceOf(world: World, good: Good): number {
  return world.prices[goods.indexOf(good)] ?? 1
}

function lowerPrice(world: World, good: Good): void {
  const price = priceOf(world, good) - math.ceil(goodFacts[good].price * priceDrop)
  world.prices[goods.indexOf(good)] = math.max(1, price)
}

function pinOrder(world: World, ctx: Context, isGolden: boolean): void {
  const { random, tick } = ctx
  const makeable = goods.filter((good) => canBeMade(world, good))
  const kinds = isGolden ? 2 : 1 + random.int(2)
  const wants: Order['wants'] = []
  for (let kind = 0; kind < kinds; kind++) {
    const good = pickByWeight(makeable, random)
    const count = 1 + random.int(math.ceil(goodFacts[good].ordered.most / kinds))
    if (wants.every((want) => want.good !== good)) wants.push({ good, count })
  }
  const value = wants.reduce((sum, { good, count }) => sum + goodFacts[good].price * count, 0)
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

function pickByWeight(among: readonly Good[], random: Context['random']): Good {
  let left = random.int(among.reduce((sum, good) => sum + goodFacts[good].ordered.weight, 0))
  for (const good of among) {
    left -= goodFacts[good].ordered.weight
    if (left < 0) return good
  }
  throw new RangeError('nothing to pick from')
}

function growWild(world: World, { random }: Context): void {
  if (world.wild.isFull) return
  const good = random.pick(wilds)
  world.wild.set(world.nextId++, { good, x: random.int(fieldWidth), y: random.int(fieldHeight) })
}
