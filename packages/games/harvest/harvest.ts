import { defineGame, type EventOf, math } from '@gameserver/engine'
import { effects } from './cards.ts'
import {
  countOf,
  deal,
  earn,
  emptyPlot,
  hasAll,
  hasten,
  isRipe,
  keptOf,
  lackOf,
  newFarmer,
  stow,
  take,
  tend,
} from './farm.ts'
import { cropFacts, crops, namesOfGoods, recipeFacts, wantsOf } from './goods.ts'
import { lowerPrice, openMarket, priceOf, tendMarket } from './market.ts'
import {
  type Commands,
  type Context,
  commands,
  events,
  type Farmer,
  input,
  kept,
  plotPrice,
  plotsMax,
  settings,
  state,
  tickRate,
  ticks,
  type World,
} from './state.ts'

/**
 * Harvest: farms around a meadow that belongs to all, and a board of orders that whoever is first fulfils. All that players do
 * are commands; their hands are seen moving. Nothing counts up in the state: things have the tick at which they are done, so
 * that a quiet farm costs nothing on the wire. Farm, purse and recipes stay a player's own beyond the match.
 */

/** A watered plot is done with so much of its time at once, and takes no more water for a while. */
const waterShare = 0.3
const wetTicks = ticks(8)

const game = defineGame({
  id: 'harvest',
  name: 'Harvest',
  version: '1.0.0',
  description: 'Plant, cook, deliver before the neighbours do. Your farm grows on while you are away.',
  tickRate,
  sendRate: 10,
  mode: 'full',
  players: { min: 2, max: 6 },
  settings,
  state,
  input,
  commands,
  events,
  kept,

  setup(world, ctx) {
    world.lastTick = ticks(ctx.settings.seconds)
    world.ticksLeft = world.lastTick
    openMarket(world, ctx)
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
    return undefined
  },

  water({ plot: index }, farmer, { ctx: { tick } }) {
    const plot = farmer.plots[index]
    if (!plot || plot.crop === 'none') return 'Nothing to water here'
    if (isRipe(plot, tick)) return 'It is ripe: gather it'
    if (tick < plot.wetTick) return 'Still wet'
    if (farmer.water === 0) return 'The can is empty: it fills by itself'
    farmer.water--
    hasten(plot, math.round((plot.ripeTick - tick) * waterShare))
    plot.wetTick = tick + wetTicks
    return undefined
  },

  gather({ plot: index }, farmer, { slot, ctx }) {
    const plot = farmer.plots[index]
    if (!plot || plot.crop === 'none') return 'Nothing grows here'
    if (ctx.tick < plot.crowTick) return 'Shoo the crow away first'
    if (!isRipe(plot, ctx.tick)) return 'Not ripe yet'
    const { crop } = plot
    const count = cropFacts[crop].yields * (farmer.hasBumper ? 3 : 1)
    if (!stow(farmer, crop, count)) return `No room for more ${namesOfGoods[crop]}`
    farmer.hasBumper = false
    plot.crop = 'none'
    ctx.emit('gathered', { by: slot, plot: index, crop, count })
    return undefined
  },

  shoo({ plot: index }, farmer, { ctx: { tick } }) {
    const plot = farmer.plots[index]
    if (!plot || tick >= plot.crowTick) return 'No crow there'
    plot.crowTick = 0
    return undefined
  },

  forage({ id }, farmer, { world, slot, ctx }) {
    const found = world.wild.get(id)
    if (!found) return 'Somebody was quicker'
    if (!stow(farmer, found.good, 1)) return `No room for more ${namesOfGoods[found.good]}`
    world.wild.delete(id)
    ctx.emit('foraged', { by: slot, ...found })
    return undefined
  },

  cook({ recipe }, farmer, { ctx: { tick } }) {
    if (!farmer.knows.includes(recipe)) return `You have not learned to make ${namesOfGoods[recipe]}`
    if (farmer.cooking !== 'none') return 'The oven is in use'
    const wants = wantsOf(recipe)
    if (!hasAll(farmer, wants)) return `You lack ${lackOf(farmer, wants)}`
    take(farmer, wants)
    farmer.cooking = recipe
    farmer.cookedTick = tick + ticks(recipeFacts[recipe].seconds)
    return undefined
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
    return undefined
  },

  sell({ good }, farmer, { world }) {
    if (countOf(farmer, good) === 0) return `You have no ${namesOfGoods[good]}`
    stow(farmer, good, -1)
    earn(farmer, priceOf(world, good))
    lowerPrice(world, good)
    return undefined
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
    return undefined
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
    return undefined
  },
}
