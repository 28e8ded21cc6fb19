import { math } from '@gameserver/engine'
import { growingOn, hasten, stow } from './farm.ts'
import type { Card } from './goods.ts'
import { pinOrders } from './market.ts'
import { type Context, type Farmer, ticks, type World, waterMax } from './state.ts'

const sunTicks = ticks(10)
const crowTicks = ticks(14)
const scarecrowTicks = ticks(75)

/** Does what a card does, or says why it can't. `rival` is whom the player chose. */
type Effect = (farmer: Farmer, world: World, ctx: Context, rival: Farmer | undefined) => string | undefined

export const effects: Record<Card, Effect> = {
  rain(farmer, _world, { tick }) {
    const growing = growingOn(farmer, tick)
    if (growing.length === 0) return 'Nothing grows: keep it for later'
    for (const plot of growing) hasten(plot, math.round((plot.ripeTick - tick) / 2))
    farmer.water = waterMax
    return undefined
  },
  sunshine(farmer, _world, { tick }) {
    const growing = growingOn(farmer, tick)
    if (growing.length === 0) return 'Nothing grows: keep it for later'
    for (const plot of growing) hasten(plot, math.min(sunTicks, plot.ripeTick - tick))
    return undefined
  },
  bumper(farmer) {
    if (farmer.hasBumper) return 'Your next harvest is threefold already'
    farmer.hasBumper = true
    return undefined
  },
  basket(farmer) {
    const found = [stow(farmer, 'honey', 1), stow(farmer, 'mushroom', 1)]
    return found.includes(true) ? undefined : 'No room for it'
  },
  bellows(farmer, _world, { tick }) {
    if (farmer.cooking === 'none') return 'Nothing is in the oven'
    farmer.cookedTick = tick
    return undefined
  },
  crier(_farmer, world, ctx) {
    world.orders.clear()
    pinOrders(world, ctx)
    return undefined
  },
  scarecrow(farmer, _world, { tick }) {
    farmer.scarecrowTick = tick + scarecrowTicks
    for (const plot of farmer.plots) plot.crowTick = 0
    return undefined
  },
  crows(_farmer, _world, { tick }, rival) {
    const growing = rival ? rival.plots.filter(({ crop }) => crop !== 'none') : []
    if (growing.length === 0) return 'Nothing grows there: the crows would starve'
    for (const plot of growing) plot.crowTick = tick + crowTicks
    return undefined
  },
}
