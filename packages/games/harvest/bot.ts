import type { ThinkCommand } from '../bot-mind.ts'
import {
  type Card,
  type Commands,
  type Crop,
  countOf,
  cropFacts,
  crops,
  type Farmer,
  fieldHeight,
  fieldWidth,
  goods,
  growingOn,
  hasAll,
  type Input,
  isRipe,
  plotPrice,
  plotsMax,
  type Recipe,
  recipeFacts,
  recipes,
  type World,
  wantsOf,
} from './harvest.ts'

type Random = () => number
type Asked = { [Name in keyof Commands]: { name: Name; value: Commands[Name] } }[keyof Commands]

/** A bot does something about so often, as busy hands do. */
const everyTicks = 16
const idleShare = 0.3
/** How often the meadow comes before the farm: who is there first has what grows in it. */
const wanderShare = 0.15
/** What is kept back from the market: orders come for it. */
const reserve = 4
/** Coins kept for seeds when land and lessons are bought. */
const purse = 15

/** The hand wanders about its own part of the field. */
export function think(_world: World, slot: number, tick: number, _random: Random): Input {
  const angle = tick / 45 + slot * 2
  return {
    x: fieldWidth * (0.2 + 0.12 * slot) + 90 * Math.cos(angle),
    y: fieldHeight * 0.5 + 60 * Math.sin(angle * 1.3),
  }
}

export const thinkCommand: ThinkCommand = (world: World, slot, tick, random): Asked | undefined => {
  const farmer = world.players.get(slot)
  if (!farmer || (tick + slot * 5) % everyTicks !== 0 || random() < idleShare) return undefined
  const now = world.lastTick - world.ticksLeft
  return (
    shoo(farmer, now) ??
    deliver(world, farmer) ??
    spend(farmer) ??
    (random() < wanderShare ? forage(world, random) : undefined) ??
    gather(farmer, now) ??
    plant(farmer, random) ??
    cook(farmer) ??
    play(world, farmer, slot, now, random) ??
    water(farmer, now) ??
    sell(farmer)
  )
}

function shoo({ plots }: Farmer, now: number): Asked | undefined {
  const plot = plots.findIndex(({ crowTick }) => now < crowTick)
  return plot < 0 ? undefined : { name: 'shoo', value: { plot } }
}

function deliver(world: World, farmer: Farmer): Asked | undefined {
  const open = [...world.orders].filter(([, { wants }]) => hasAll(farmer, wants))
  const [best] = open.sort(([, a], [, b]) => b.reward - a.reward)
  return best && { name: 'deliver', value: { id: best[0] } }
}

function gather({ plots }: Farmer, now: number): Asked | undefined {
  const plot = plots.findIndex((plot) => isRipe(plot, now))
  return plot < 0 ? undefined : { name: 'gather', value: { plot } }
}

function plant(farmer: Farmer, random: Random): Asked | undefined {
  const plot = farmer.plots.findIndex(({ crop }) => crop === 'none')
  const affordable = crops.filter(
    (crop, index) => (farmer.seeds[index] ?? 0) > 0 || farmer.coins >= cropFacts[crop].seed,
  )
  const crop = affordable[Math.floor(random() * affordable.length)] as Crop | undefined
  return plot < 0 || !crop ? undefined : { name: 'plant', value: { plot, crop } }
}

function cook(farmer: Farmer): Asked | undefined {
  if (farmer.cooking !== 'none') return undefined
  const recipe = recipes.findLast(
    (recipe) => farmer.knows.includes(recipe) && hasAll(farmer, wantsOf(recipe)),
  )
  return recipe && { name: 'cook', value: { recipe } }
}

function play(world: World, farmer: Farmer, slot: number, now: number, random: Random): Asked | undefined {
  const isGrowing = growingOn(farmer, now).length > 1
  const isWorth: Record<Card, boolean> = {
    rain: isGrowing,
    sunshine: isGrowing,
    bumper: !farmer.hasBumper,
    basket: true,
    bellows: farmer.cooking !== 'none',
    crier: random() < 0.1,
    scarecrow: now >= farmer.scarecrowTick,
    crows: random() < 0.2,
  }
  const card = farmer.hand.find((card) => isWorth[card])
  if (!card) return undefined
  const rivals = [...world.players].filter(([of]) => of !== slot).sort(([, a], [, b]) => b.earned - a.earned)
  const target = rivals[Math.floor(random() * Math.min(2, rivals.length))]?.[0] ?? slot
  return { name: 'play', value: { card, target } }
}

function water({ plots, water }: Farmer, now: number): Asked | undefined {
  const plot = plots.findIndex((plot) => plot.crop !== 'none' && !isRipe(plot, now) && now >= plot.wetTick)
  return plot < 0 || water === 0 ? undefined : { name: 'water', value: { plot } }
}

function forage({ wild }: World, random: Random): Asked | undefined {
  if (wild.size === 0) return undefined
  return { name: 'forage', value: { id: wild.keyAt(Math.floor(random() * wild.size)) } }
}

function spend(farmer: Farmer): Asked | undefined {
  const { coins, knows, plots } = farmer
  const lesson = recipes.find((recipe: Recipe) => !knows.includes(recipe))
  if (plots.length < plotsMax && coins >= plotPrice(plots.length) + purse)
    return { name: 'buy', value: { what: 'plot' } }
  if (lesson && coins >= recipeFacts[lesson].lesson + purse) return { name: 'buy', value: { what: lesson } }
  return undefined
}

function sell(farmer: Farmer): Asked | undefined {
  const good = goods.findLast((good) => countOf(farmer, good) > reserve)
  return good && { name: 'sell', value: { good } }
}
