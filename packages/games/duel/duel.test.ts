import { createTestMatch, type TestMatch } from '@gameserver/engine/testing'
import { describe, expect, test } from 'vitest'
import { think } from './bot.ts'
import { attacks, type DuelInput, duel, type Fighter, hpMax, type MoveName } from './duel.ts'

class Bout {
  readonly match: TestMatch<typeof duel>

  constructor(seed = 1, settings: { seconds?: number; winsNeeded?: number } = {}) {
    this.match = createTestMatch(duel, { seed, settings })
  }

  get left(): Fighter {
    return this.fighter(0)
  }

  get right(): Fighter {
    return this.fighter(1)
  }

  fighter(slot: number): Fighter {
    return this.match.world.fighters.get(slot) as Fighter
  }

  step(ticks: number, left: Partial<DuelInput> = {}, right: Partial<DuelInput> = {}): void {
    this.match.input(0, left)
    this.match.input(1, right)
    this.match.step(ticks)
  }

  /** Until the fight is on, and the two stand so far apart. */
  fight(distance = 70): this {
    while (this.match.world.phase !== 'fight') this.step(1)
    this.left.x = -distance / 2
    this.right.x = distance / 2
    return this
  }

  moves(slot: number, ticks: number, press: Partial<DuelInput>, other: Partial<DuelInput> = {}): MoveName[] {
    const seen: MoveName[] = []
    for (let tick = 0; tick < ticks; tick++) {
      const now = tick === 0 ? press : {}
      this.step(1, slot === 0 ? now : other, slot === 0 ? other : now)
      const { move } = this.fighter(slot)
      if (seen.at(-1) !== move) seen.push(move)
    }
    return seen
  }
}

describe('a blow', () => {
  test('hurts and pushes who does nothing', () => {
    const bout = new Bout().fight()
    bout.step(1, { light: true })
    bout.step(40)
    expect(bout.right.hp).toBe(hpMax - (attacks.jab?.damage ?? 0))
    expect(bout.right.x).toBeGreaterThan(36)
    expect(bout.match.events).toContainEqual({
      name: 'strike',
      value: { by: 0, target: 1, move: 'jab', damage: 4, isBlocked: false },
    })
  })

  test('is blocked by holding away from it', () => {
    const bout = new Bout().fight()
    bout.step(1, { heavy: true }, { moveX: 1 })
    bout.step(14, {}, { moveX: 1 })
    expect(bout.right.move).toBe('block')
    expect(bout.right.hp).toBe(hpMax - 1)
  })

  test('low ones are blocked crouching alone, from the air standing alone', () => {
    const standing = new Bout().fight()
    standing.step(1, { moveY: -1, heavy: true }, { moveX: 1 })
    standing.step(30, {}, { moveX: 1 })
    expect(standing.right.hp).toBe(hpMax - 8)
    const crouching = new Bout().fight()
    crouching.step(2, {}, { moveY: -1 })
    crouching.step(1, { moveY: -1, heavy: true }, { moveX: 1, moveY: -1 })
    crouching.step(14, {}, { moveX: 1, moveY: -1 })
    expect(crouching.right.move).toBe('crouchBlock')
  })

  test('misses who is too far away', () => {
    const bout = new Bout().fight(200)
    bout.step(1, { heavy: true })
    bout.step(40)
    expect(bout.right.hp).toBe(hpMax)
    expect(bout.match.events.map(({ name }) => name)).toContain('whiff')
  })

  test('is cancelled into the next one when it lands', () => {
    const bout = new Bout().fight()
    bout.step(1, { light: true })
    bout.step(12)
    expect(bout.left.hasConnected).toBe(true)
    bout.step(1, { heavy: true })
    bout.step(8)
    expect(bout.left.move).toBe('kick')
    bout.step(20)
    expect(bout.right.combo).toBe(2)
    expect(bout.right.hp).toBe(hpMax - 4 - Math.round(9 * 0.82))
  })

  test('pressed while the one before is felt still follows it', () => {
    const bout = new Bout().fight()
    bout.step(1, { light: true })
    bout.step(4)
    expect(bout.match.world.stopTicks).toBeGreaterThan(0)
    bout.step(1, { heavy: true })
    bout.step(10)
    expect(bout.left.move).toBe('kick')
  })

  test('pushes its striker back from who stands at the rim', () => {
    const bout = new Bout().fight()
    bout.right.x = 396
    bout.left.x = 340
    for (let turn = 0; turn < 120; turn++) bout.step(1, { light: turn % 2 === 0 })
    const landed = bout.match.events.filter(({ name }) => name === 'strike').length
    bout.step(40)
    expect(landed).toBeGreaterThan(1)
    expect(landed).toBeLessThan(6)
    expect(bout.left.x).toBeLessThan(320)
  })

  test('goes through who has been kept in the air for long', () => {
    const bout = new Bout().fight()
    bout.right.move = 'launched'
    bout.right.stunTicks = 30
    bout.right.y = 30
    bout.right.combo = 6
    bout.step(1, { light: true })
    bout.step(8)
    expect(bout.right.hp).toBe(hpMax)
  })

  test('two in the same tick both land', () => {
    const bout = new Bout().fight()
    bout.step(1, { light: true }, { light: true })
    bout.step(20)
    expect(bout.left.hp).toBe(bout.right.hp)
    expect(bout.left.hp).toBeLessThan(hpMax)
  })
})

test('a throw goes through a guard', () => {
  const bout = new Bout().fight(52)
  bout.step(1, { light: true, heavy: true }, { moveX: 1 })
  bout.step(12, {}, {})
  expect(bout.right.hp).toBe(hpMax - 12)
})

test('bolts fly, cost meter, and destroy each other', () => {
  const bout = new Bout().fight(300)
  bout.step(1, { special: true })
  bout.step(30)
  expect(bout.match.world.bolts.size).toBe(0)
  bout.left.meter = 40
  bout.right.meter = 40
  bout.step(1, { special: true }, { special: true })
  bout.step(20)
  expect(bout.match.world.bolts.size).toBe(2)
  expect(bout.left.meter).toBe(20)
  bout.step(30)
  expect(bout.match.world.bolts.size).toBe(0)
  expect(bout.right.hp).toBe(hpMax)
})

test('two taps dash, one jump lands again', () => {
  const bout = new Bout().fight(300)
  bout.step(2, { moveX: 1 })
  bout.step(2)
  bout.step(2, { moveX: 1 })
  expect(bout.left.move).toBe('dash')
  bout.step(30)
  expect(bout.moves(0, 60, { moveY: 1 })).toEqual(['rise', 'fall', 'stand'])
})

test('nobody leaves the stage or walks through the other', () => {
  const bout = new Bout().fight()
  bout.step(300, { moveX: 1 }, { moveX: 1 })
  expect(bout.left.x).toBeLessThan(bout.right.x)
  bout.step(300, { moveX: -1 }, { moveX: -1 })
  expect(bout.left.x).toBeGreaterThanOrEqual(-420)
  expect(bout.right.x - bout.left.x).toBeGreaterThanOrEqual(47.9)
})

test('the clock gives the round to who has more left; two wins are the match', () => {
  const bout = new Bout(1, { seconds: 10 }).fight()
  bout.right.hp = 50
  bout.step(10 * 60 + 1)
  expect(bout.match.world.phase).toBe('knockOut')
  expect(bout.left.wins).toBe(1)
  bout.fight()
  bout.right.hp = 50
  bout.step(10 * 60 + 200)
  expect(bout.match.isOver).toBe(true)
  expect(duel.scores(bout.match.world)).toEqual([
    { slot: 0, score: 2 },
    { slot: 1, score: 0 },
  ])
})

test('two who knock each other out in one tick win nothing by it', () => {
  const bout = new Bout().fight()
  bout.left.hp = 1
  bout.right.hp = 1
  bout.step(1, { light: true }, { light: true })
  bout.step(20)
  expect([bout.left.hp, bout.right.hp, bout.left.wins, bout.right.wins]).toEqual([0, 0, 0, 0])
  expect(bout.match.world.phase).toBe('knockOut')
})

test('two who only draw are done after five rounds', () => {
  const bout = new Bout(1, { seconds: 10 })
  bout.step(5 * (100 + 600 + 150 + 5))
  expect(bout.match.world.round).toBe(5)
  expect(bout.match.isOver).toBe(true)
})

test('the winner celebrates, once on the ground', () => {
  const bout = new Bout().fight()
  bout.right.hp = 1
  bout.step(1, { light: true })
  bout.step(60)
  expect(bout.left.move).toBe('victory')
  expect(bout.right.move).toBe('down')
})

test('the match ends when one leaves', () => {
  const bout = new Bout().fight()
  bout.match.leave(1)
  expect(bout.match.isOver).toBe(true)
})

test('bots fight it out, either may win, and use most of what there is', () => {
  const used = new Set<MoveName>()
  const winners = new Set<number>()
  for (let seed = 1; seed <= 12; seed++) {
    const bout = new Bout()
    const { match } = bout
    let draws = seed * 7919
    const random = () => {
      draws = (Math.imul(draws, 48271) >>> 0) % 2147483647
      return draws / 2147483647
    }
    while (!match.isOver) {
      const { tick, world } = match
      for (const slot of [0, 1]) match.input(slot, think(world, slot, tick + seed * 997, random))
      match.step()
      for (const { move } of world.fighters.values()) used.add(move)
      expect(tick).toBeLessThan(60 * 400)
    }
    const [best] = [...duel.scores(match.world)].sort((a, b) => b.score - a.score)
    winners.add(best?.slot ?? -1)
    expect(bout.match.events.some(({ name }) => name === 'knockOut')).toBe(true)
  }
  expect(winners).toEqual(new Set([0, 1]))
  for (const move of ['jab', 'kick', 'sweep', 'dive', 'bolt', 'grab', 'block', 'launched', 'down'] as const)
    expect(used).toContain(move)
})
