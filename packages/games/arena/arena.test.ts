import { MatchAuthority, math, type StepContext } from '@gameserver/engine'
import { describe, expect, test } from 'vitest'
import {
  type ArenaInput,
  type ArenaPlayer,
  type ArenaRecord,
  type ArenaWorld,
  arena,
  dashCooldownTicks,
  distanceToWall,
  hpMax,
  layouts,
  overchargeTicks,
  playerRadius,
  protectionTicks,
  respawnTicks,
  shotCooldownTicks,
  speedMax,
} from './arena.ts'

type Context = StepContext<NonNullable<typeof arena.events>, NonNullable<typeof arena.settings>, ArenaWorld>

const still: ArenaInput = { moveX: 0, moveY: 0, aim: 0, fire: false, dash: false }
const { half, pads, spawns, walls } = layouts.small
const fightTick = 3 * 60
/** Nothing stands on this line between x = -60 and x = 60. */
const openY = 130

/** A fight of `count` players who stand in a row in the open, unprotected, 40 units apart. */
class Fight {
  readonly world: ArenaWorld
  readonly events: { name: string; value: unknown }[] = []
  tick = fightTick
  #seed = 1

  constructor(count: number) {
    const match = new MatchAuthority({ game: arena, seed: 5, settings: { seconds: 60 }, seats: 10 })
    for (let slot = 0; slot < count; slot++) match.join(slot)
    while (match.tick < fightTick) match.step()
    this.world = match.world
    for (const [slot, player] of this.world.players) {
      Object.assign(player, { x: -60 + slot * 40, y: openY, spawnTimer: 0, aim: 0 })
    }
  }

  player(slot: number): ArenaPlayer {
    return this.world.players.get(slot) as ArenaPlayer
  }

  record(slot: number): ArenaRecord {
    return this.world.records.get(slot) as ArenaRecord
  }

  step(inputs: Record<number, Partial<ArenaInput>> = {}, ticks = 1, isPredicting = false): void {
    for (let i = 0; i < ticks; i++) {
      this.tick++
      const given = new Map(
        Object.entries(inputs).map(([slot, input]) => [Number(slot), { ...still, ...input }]),
      )
      arena.step(this.world, given, this.#context(isPredicting))
    }
  }

  #context(isPredicting: boolean): Context {
    const float = () => {
      this.#seed = (this.#seed * 16807) % 2147483647
      return this.#seed / 2147483647
    }
    return {
      tick: this.tick,
      tickRate: 60,
      random: { float, int: (bound) => Math.floor(float() * bound), pick: (choices) => choices[0] as never },
      settings: { seconds: 60 },
      math,
      seats: 4,
      isPredicting,
      asSeenBy: () => this.world,
      emit: (name, value) => this.events.push({ name, value }),
    }
  }
}

function depthInWall({ x, y }: { x: number; y: number }): number {
  const depths = walls.map((wall) => {
    const nearX = Math.min(Math.max(x, wall.left), wall.right)
    const nearY = Math.min(Math.max(y, wall.top), wall.bottom)
    return playerRadius - Math.hypot(x - nearX, y - nearY)
  })
  return Math.max(0, ...depths)
}

describe('the map', () => {
  test('is the same after a quarter turn', () => {
    const corners = walls.map(({ left, top, right, bottom }) => [left, top, right, bottom].join())
    const turned = walls.map(({ left, top, right, bottom }) => [-bottom, left, -top, right].join())
    expect(new Set(turned)).toEqual(new Set(corners))
  })

  test.each(spawns)('leaves the spawn at $x, $y free', (spawn) => {
    expect(depthInWall(spawn)).toBe(0)
    expect(Math.max(Math.abs(spawn.x), Math.abs(spawn.y))).toBeLessThan(half - playerRadius)
  })

  test.each(pads)('leaves the $kind pad at $x, $y free', (pad) => {
    expect(depthInWall(pad)).toBe(0)
  })

  test('stops a ray at the nearest wall, at the rim, or at its range', () => {
    expect(distanceToWall(layouts.small, 0, 0, 1, 0, 1000)).toBe(72)
    expect(distanceToWall(layouts.small, 480, 480, 1, 0, 1000)).toBe(20)
    expect(distanceToWall(layouts.small, 0, openY, 1, 0, 30)).toBe(30)
  })
})

describe('moving', () => {
  test('reaches top speed within a tenth of a second and stops as fast', () => {
    const fight = new Fight(1)
    fight.step({ 0: { moveX: 1 } }, 7)
    expect(fight.player(0).velocityX).toBeCloseTo(speedMax, 0)
    fight.step({ 0: {} }, 7)
    expect(fight.player(0).velocityX).toBe(0)
  })

  test('is no faster diagonally', () => {
    const fight = new Fight(1)
    fight.step({ 0: { moveX: 1, moveY: 1 } }, 12)
    const { velocityX, velocityY } = fight.player(0)
    expect(Math.hypot(velocityX, velocityY)).toBeLessThanOrEqual(speedMax + 0.01)
  })

  test('slides along a wall', () => {
    const fight = new Fight(1)
    Object.assign(fight.player(0), { x: 0, y: 0 })
    fight.step({ 0: { moveX: 1, moveY: 0.1 } }, 30)
    expect(fight.player(0).x).toBeCloseTo(72 - playerRadius, 1)
    expect(fight.player(0).y).toBeGreaterThan(5)
    expect(fight.player(0).velocityX).toBeCloseTo(0, 5)
  })

  test('stays within the rim', () => {
    const fight = new Fight(1)
    Object.assign(fight.player(0), { x: 480, y: 480 })
    fight.step({ 0: { moveX: 1, moveY: 1 } }, 20)
    expect(fight.player(0)).toMatchObject({ x: half - playerRadius, y: half - playerRadius })
  })

  test('whoever sends nothing stands still', () => {
    const fight = new Fight(1)
    fight.step({ 0: { moveX: 1 } }, 10)
    fight.step({}, 10)
    expect(fight.player(0).velocityX).toBe(0)
  })
})

describe('dashing', () => {
  test('goes where the player heads, farther than running, once in a cooldown', () => {
    const fight = new Fight(1)
    fight.step({ 0: { moveX: 1, dash: true } }, 10)
    expect(fight.player(0).x - -60).toBeGreaterThan(95)
    fight.step({ 0: { moveX: 1, dash: true } }, 40)
    expect(fight.player(0).velocityX).toBeLessThanOrEqual(speedMax + 0.01)
    expect(fight.player(0).dashCooldown).toBe(dashCooldownTicks - 49)
  })

  test('goes where the player aims when standing', () => {
    const fight = new Fight(1)
    fight.step({ 0: { aim: Math.PI / 2, dash: true } }, 3)
    expect(fight.player(0).velocityY).toBeGreaterThan(speedMax)
  })

  test('never ends within a wall, from anywhere in any direction', () => {
    const fight = new Fight(1)
    for (const spawn of spawns) {
      for (let turn = 0; turn < 16; turn++) {
        const aim = (turn / 16) * 2 * Math.PI
        Object.assign(fight.player(0), { ...spawn, dashCooldown: 0, velocityX: 0, velocityY: 0 })
        for (let tick = 0; tick < 40; tick++) {
          fight.step({ 0: { moveX: Math.cos(aim), moveY: Math.sin(aim), aim, dash: true } })
          expect(depthInWall(fight.player(0))).toBeLessThan(0.05)
        }
      }
    }
  })
})

describe('shooting', () => {
  test('hits the nearest in the line of fire, at the cadence of the blaster', () => {
    const fight = new Fight(3)
    fight.step({ 0: { fire: true } }, shotCooldownTicks * 2)
    expect(fight.player(0)).toMatchObject({ shots: 2, hit: 2 })
    expect(fight.player(1)).toMatchObject({ hp: hpMax - 32 })
    expect(fight.record(1).hurtBy).toBe(1)
    expect(fight.player(2).hp).toBe(hpMax)
  })

  test('does not pass through walls', () => {
    const fight = new Fight(2)
    Object.assign(fight.player(0), { x: 0, y: 0 })
    Object.assign(fight.player(1), { x: 150, y: 0 })
    fight.step({ 0: { fire: true } })
    expect(fight.player(0)).toMatchObject({ shots: 1, hit: 0 })
    expect(fight.player(1).hp).toBe(hpMax)
  })

  test('hurts nobody in the countdown, nor whoever is protected, and ends the own protection', () => {
    const fight = new Fight(2)
    fight.world.phase = 'countdown'
    fight.step({ 0: { fire: true } })
    expect(fight.player(0).shots).toBe(0)
    fight.world.phase = 'fight'
    fight.player(0).spawnTimer = 50
    fight.player(1).spawnTimer = 50
    fight.step({ 0: { fire: true } })
    expect(fight.player(0)).toMatchObject({ shots: 1, spawnTimer: 0 })
    expect(fight.player(1).hp).toBe(hpMax)
  })

  test('both of two who shoot each other at once die', () => {
    const fight = new Fight(2)
    for (const slot of [0, 1]) fight.player(slot).hp = 1
    fight.step({ 0: { fire: true }, 1: { fire: true, aim: Math.PI } })
    for (const slot of [0, 1]) expect(fight.player(slot)).toMatchObject({ hp: 0, spawnTimer: respawnTicks })
    expect(fight.events).toHaveLength(2)
  })

  test('is predicted without its harm', () => {
    const fight = new Fight(2)
    fight.player(1).hp = 1
    fight.step({ 0: { fire: true } }, 1, true)
    expect(fight.player(0)).toMatchObject({ shots: 1, hit: 2, shotCooldown: shotCooldownTicks })
    expect(fight.player(1).hp).toBe(1)
  })
})

describe('killing', () => {
  test('counts for the killer, the helper and the victim, and is told', () => {
    const fight = new Fight(3)
    fight.player(2).hp = 20
    fight.record(2).streak = 4
    Object.assign(fight.player(1), { y: openY + 60 })
    fight.step({ 1: { fire: true, aim: Math.atan2(-60, 40) } })
    fight.step({ 0: { fire: true } })
    expect(fight.record(0)).toMatchObject({ kills: 1, streak: 1 })
    expect(fight.record(1)).toMatchObject({ kills: 0, assists: 1 })
    expect(fight.record(2)).toMatchObject({ deaths: 1, streak: 0, hurtBy: 0 })
    expect(fight.player(2)).toMatchObject({ hp: 0, spawnTimer: respawnTicks })
    expect(fight.events).toEqual([{ name: 'kill', value: { by: 0, target: 2, streak: 1, streakEnded: 4 } }])
    expect(arena.scores(fight.world).map(({ score }) => score)).toEqual([100, 50, 0])
  })

  test('the victim comes back protected, whole, and away from the others', () => {
    const fight = new Fight(2)
    fight.player(1).hp = 1
    fight.step({ 0: { fire: true } })
    fight.step({}, respawnTicks)
    const back = fight.player(1)
    expect(back).toMatchObject({ hp: hpMax, spawnTimer: protectionTicks })
    expect(Math.hypot(back.x - fight.player(0).x, back.y - fight.player(0).y)).toBeGreaterThan(300)
  })

  test('a client waits for the authority to place the victim', () => {
    const fight = new Fight(2)
    Object.assign(fight.player(1), { hp: 0, spawnTimer: 1 })
    const { x, y } = fight.player(1)
    fight.step({ 1: {} }, 10, true)
    expect(fight.player(1)).toMatchObject({ x, y, hp: 0, spawnTimer: 1 })
  })

  test('a shot of someone who has left since counts for nobody', () => {
    const fight = new Fight(2)
    fight.player(1).hp = 1
    fight.record(1).hurtBefore = 9
    fight.step({ 0: { fire: true } })
    expect(fight.record(0).kills).toBe(1)
  })
})

describe('pads', () => {
  test('heal whoever needs it, once', () => {
    const fight = new Fight(2)
    const healthPad = pads.findIndex(({ kind }) => kind === 'health')
    const at = { x: pads[healthPad]?.x, y: pads[healthPad]?.y }
    Object.assign(fight.player(0), at)
    fight.step()
    expect(fight.world.padTimers[healthPad]).toBe(0)
    fight.player(0).hp = 10
    fight.step()
    expect(fight.player(0).hp).toBe(60)
    Object.assign(fight.player(1), at, { hp: 10 })
    fight.step()
    expect(fight.player(1).hp).toBe(10)
    for (const slot of [0, 1]) fight.player(slot).hp = hpMax
    fight.step({}, 11 * 60)
    expect(fight.world.padTimers[healthPad]).toBe(0)
  })

  test('overcharge fires faster while it lasts', () => {
    const fight = new Fight(1)
    Object.assign(fight.player(0), { x: 0, y: 0 })
    fight.step()
    expect(fight.player(0).overcharge).toBe(overchargeTicks)
    fight.step({ 0: { fire: true } }, 40)
    expect(fight.player(0).shots).toBe(8)
    fight.step({}, overchargeTicks)
    expect(fight.player(0).overcharge).toBe(0)
  })
})

test('a match counts down, lasts its seconds and is over', () => {
  const match = new MatchAuthority({ game: arena, seed: 1, settings: { seconds: 10 } })
  match.join(0)
  match.join(1)
  const phases = new Map<string, number>()
  while (!match.isOver()) {
    match.step()
    phases.set(match.world.phase, (phases.get(match.world.phase) ?? 0) + 1)
  }
  expect(Object.fromEntries(phases)).toEqual({ countdown: fightTick - 1, fight: 600, over: 1 })
  expect(match.world.secondsLeft).toBe(0)
})

test('a player may come late and leave early', () => {
  const fight = new Fight(2)
  const match = new MatchAuthority({ game: arena, seed: 1 })
  match.join(4)
  match.step()
  match.join(1)
  match.step()
  match.leave(4)
  match.step()
  expect([...match.world.players.keys()]).toEqual([1])
  expect(fight.world.players.size).toBe(2)
})

test('the last slot of all fights as any other', () => {
  const fight = new Fight(1)
  const match = new MatchAuthority({ game: arena, seed: 1, seats: 32 })
  match.join(127)
  match.join(3)
  expect(match.world.isLarge).toBe(false)
  const record = match.world.records.get(3) as ArenaRecord
  record.hurtBy = 127 + 1
  match.step()
  expect(match.world.records.get(3)?.hurtBy).toBe(128)
  expect(fight.world.players.size).toBe(1)
})

test('newcomers are taken until half a minute before the end', () => {
  const match = new MatchAuthority({ game: arena, seed: 1, settings: { seconds: 60 } })
  match.join(0)
  expect(match.isOpen()).toBe(true)
  while (match.tick < fightTick + 30 * 60) match.step()
  expect(match.isOpen()).toBe(true)
  for (let tick = 0; tick < 60; tick++) match.step()
  expect(match.isOpen()).toBe(false)
})
