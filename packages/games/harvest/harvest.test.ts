import { CommandRejected, MatchAuthority, MatchClient } from '@gameserver/engine'
import { describe, expect, test } from 'vitest'
import { think, thinkCommand } from './bot.ts'
import game, {
  type Card,
  type Commands,
  countOf,
  cropFacts,
  type Farmer,
  stow,
  ticks,
  waterMax,
} from './harvest.ts'

function startMatch(players = 2, settings = {}) {
  const match = new MatchAuthority({ game, seed: 3, settings })
  for (let slot = 0; slot < players; slot++) match.join(slot)
  const client = new MatchClient({ game, slot: 0, settings })
  const farmerOf = (slot: number) => match.world.players.get(slot) as Farmer
  /** Why it was refused; undefined when it was done. */
  function ask<Name extends keyof Commands>(name: Name, value: Commands[Name], slot = 0): string | undefined {
    const refused = match.receiveCommand(slot, client.encodeCommand({ name, value } as never))
    return refused instanceof CommandRejected ? refused.detail : undefined
  }
  function wait(seconds: number) {
    return Array.from({ length: ticks(seconds) }, () => match.step()).flat()
  }
  return { match, ask, wait, farmerOf, world: match.world }
}

describe('a plot', () => {
  test('is planted, grows and is gathered once', () => {
    const { ask, wait, farmerOf } = startMatch()
    expect(ask('plant', { plot: 0, crop: 'carrot' })).toBeUndefined()
    expect(ask('plant', { plot: 0, crop: 'wheat' })).toMatch('already')
    wait(cropFacts.carrot.seconds - 1)
    expect(ask('gather', { plot: 0 })).toBe('Not ripe yet')
    wait(1)
    expect(ask('gather', { plot: 0 })).toBeUndefined()
    expect(ask('gather', { plot: 0 })).toBe('Nothing grows here')
    expect(countOf(farmerOf(0), 'carrot')).toBe(2)
    expect(farmerOf(0).seeds[0]).toBe(2)
  })

  test('is sooner ripe when it is watered, which a can does a few times', () => {
    const { ask, wait, farmerOf } = startMatch()
    ask('plant', { plot: 1, crop: 'carrot' })
    expect(ask('water', { plot: 1 })).toBeUndefined()
    expect(ask('water', { plot: 1 })).toBe('Still wet')
    expect(farmerOf(0).water).toBe(waterMax - 1)
    wait(8.5)
    expect(ask('gather', { plot: 1 })).toBeUndefined()
  })

  test('costs a coin to plant when the bag is empty', () => {
    const { ask, farmerOf } = startMatch()
    Object.assign(farmerOf(0), { seeds: [0, 0, 0, 0], coins: 3 })
    expect(ask('plant', { plot: 0, crop: 'berry' })).toBeUndefined()
    expect(ask('plant', { plot: 1, crop: 'pumpkin' })).toBe('A seed costs 4, and you have 1')
    expect(ask('plant', { plot: 6, crop: 'carrot' })).toMatch('not yours')
  })
})

describe('the market', () => {
  test('gives an order to whoever delivers first', () => {
    const { ask, farmerOf, world } = startMatch()
    const [id, order] = [world.orders.keyAt(0), world.orders.valueAt(0)]
    for (const slot of [0, 1]) for (const { good, count } of order.wants) stow(farmerOf(slot), good, count)
    expect(ask('deliver', { id }, 1)).toBeUndefined()
    expect(ask('deliver', { id }, 0)).toBe('Somebody was quicker')
    expect(farmerOf(1).earned).toBe(order.reward)
    expect(farmerOf(0).earned).toBe(0)
  })

  test('pays less for what everybody sells', () => {
    const { ask, farmerOf, wait } = startMatch()
    for (const slot of [0, 1]) stow(farmerOf(slot), 'pie', 1)
    ask('sell', { good: 'pie' }, 1)
    ask('sell', { good: 'pie' }, 0)
    expect([farmerOf(1).earned, farmerOf(0).earned]).toEqual([34, 29])
    expect(ask('sell', { good: 'pie' }, 0)).toBe('You have no pie')
    wait(60)
    stow(farmerOf(0), 'pie', 1)
    ask('sell', { good: 'pie' }, 0)
    expect(farmerOf(0).earned).toBe(29 + 34)
  })

  test('lets one player have what grows in the meadow', () => {
    const { ask, world } = startMatch()
    const [id] = [...world.wild.keys()] as [number]
    expect(ask('forage', { id }, 1)).toBeUndefined()
    expect(ask('forage', { id }, 0)).toBe('Somebody was quicker')
  })
})

test('what is cooked is in the pantry later, if the recipe is known and all is there', () => {
  const { ask, wait, farmerOf } = startMatch()
  stow(farmerOf(0), 'wheat', 3)
  expect(ask('cook', { recipe: 'jam' })).toMatch('not learned')
  expect(ask('cook', { recipe: 'soup' })).toBe('You lack 2 carrots and 1 mushroom')
  expect(ask('cook', { recipe: 'bread' })).toBeUndefined()
  expect(ask('cook', { recipe: 'bread' })).toBe('The oven is in use')
  wait(5.1)
  expect([countOf(farmerOf(0), 'bread'), countOf(farmerOf(0), 'wheat')]).toEqual([1, 1])
})

describe('cards', () => {
  const deal = (farmer: Farmer, ...hand: Card[]) => Object.assign(farmer, { hand })

  test('crows stop what grows, until they are shooed', () => {
    const { ask, wait, farmerOf } = startMatch()
    deal(farmerOf(0), 'crows')
    expect(ask('play', { card: 'crows', target: 0 })).toMatch('Choose')
    expect(ask('play', { card: 'crows', target: 1 })).toMatch('starve')
    ask('plant', { plot: 2, crop: 'carrot' }, 1)
    expect(ask('play', { card: 'crows', target: 1 })).toBeUndefined()
    expect(ask('play', { card: 'crows', target: 1 })).toMatch('do not hold')
    wait(4)
    expect(ask('shoo', { plot: 2 }, 1)).toBeUndefined()
    wait(12.1)
    expect(ask('gather', { plot: 2 }, 1)).toBeUndefined()
  })

  test('a scarecrow keeps them off', () => {
    const { ask, farmerOf, wait } = startMatch()
    deal(farmerOf(0), 'crows')
    deal(farmerOf(1), 'scarecrow')
    ask('plant', { plot: 0, crop: 'carrot' }, 1)
    ask('play', { card: 'scarecrow', target: 1 }, 1)
    ask('play', { card: 'crows', target: 1 })
    expect(farmerOf(1).plots[0]?.crowTick).toBe(0)
    const played = wait(0.1).filter(({ name }) => name === 'played')
    expect(played.at(-1)?.value).toMatchObject({ card: 'crows', target: 1, isHeldOff: true })
  })
})

test('a farm stays its owner’s, and grows on while the owner is away', () => {
  const before = startMatch()
  before.ask('plant', { plot: 0, crop: 'pumpkin' })
  before.ask('plant', { plot: 1, crop: 'carrot' })
  Object.assign(before.farmerOf(0), { coins: 200 })
  expect(before.ask('buy', { what: 'jam' })).toBeUndefined()
  expect(before.ask('buy', { what: 'plot' })).toBeUndefined()
  stow(before.farmerOf(0), 'pie', 5)
  before.wait(5)
  const kept = before.match.kept(0)

  const after = new MatchAuthority({ game, seed: 4 })
  after.join(0, { kept, awaySeconds: 20 })
  const farmer = after.world.players.get(0) as Farmer
  expect(farmer).toMatchObject({ coins: 200 - 60 - 60, earned: 0, knows: ['bread', 'soup', 'jam'] })
  expect(farmer.plots).toHaveLength(5)
  expect(farmer.plots[0]).toMatchObject({ crop: 'pumpkin', ripeTick: ticks(40 - 5 - 20) })
  expect(farmer.plots[1]).toMatchObject({ crop: 'carrot', ripeTick: 0 })
  expect(countOf(farmer, 'pie')).toBe(0)
})

test('bots play a match to its end, and come out close enough for a person to win', () => {
  const { match, world } = startMatch(4, { seconds: 300 })
  const client = new MatchClient({ game, slot: 0 })
  const random = seeded(5)
  while (!match.isOver()) {
    for (let slot = 0; slot < 4; slot++) {
      expect(think(world, slot, match.tick, random)).toBeDefined()
      const command = thinkCommand(world, slot, match.tick, random)
      if (command) match.receiveCommand(slot, client.encodeCommand(command as never))
    }
    match.step()
  }
  expect(match.tick).toBe(ticks(300))
  for (const { score } of match.scores()) {
    expect(score).toBeGreaterThan(150)
    expect(score).toBeLessThan(3_000)
  }
})

test('who comes late has a farm as any other, until a minute before the end', () => {
  const { match, wait, farmerOf } = startMatch(2, { seconds: 100 })
  wait(39)
  expect(match.isOpen()).toBe(true)
  match.join(127)
  expect(farmerOf(127)).toMatchObject({ earned: 0, water: waterMax })
  wait(2)
  expect(match.isOpen()).toBe(false)
})

function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return state / 2 ** 32
  }
}
