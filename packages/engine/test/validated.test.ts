import { describe, expect, test } from 'vitest'
import { Simulation } from '../src/game/simulation.ts'
import { playTick } from '../src/log/play-tick.ts'
import { Tape } from '../src/schema/tape.ts'
import { stroll } from './stroll.ts'
import { type Sample, StrollMatch } from './stroll-match.ts'
import { calm, rough } from './virtual-network.ts'

const timeout = 60_000
const unitsPerTick = 60 / 60

/** Walks straight on at top speed for a while, then elsewhere, and hops as often as fingers can. */
function walker(): Sample {
  let heading = 0
  let at: { x: number; y: number } | undefined
  return (tick, world, random, slot) => {
    const own = world.walkers.get(slot) ?? { x: 0, y: 0 }
    // Goes on from the exact place, not from the rounded one, unless put elsewhere.
    if (at === undefined || Math.hypot(at.x - own.x, at.y - own.y) > 1) at = { x: own.x, y: own.y }
    if (random.float() < 0.02) heading = random.float() * 2 * Math.PI
    at = {
      x: inside(at.x + Math.cos(heading) * unitsPerTick),
      y: inside(at.y + Math.sin(heading) * unitsPerTick),
    }
    return { ...at, aim: heading, hop: tick % 3 === 0 }
  }
}

const inside = (value: number): number => Math.min(Math.max(value, -200), 200)

describe.each([1, 2, 3, 4])('who plays by the rules, seed %i', (seed) => {
  test('is never refused at 5 % loss in bursts, and gets on', { timeout }, () => {
    const match = new StrollMatch(stroll, seed, rough)
    for (let count = 0; count < 6; count++) match.join(walker())
    match.run(20)
    expect(match.rejections()).toEqual(match.players.map(() => ({})))
    for (const { client } of match.players) {
      expect(client.stats.corrections / client.stats.snapshots).toBeLessThan(0.05)
      expect(client.stats.desyncs).toBe(0)
    }
  })

  test('is not refused for being moved by the game, and goes on from there', { timeout }, () => {
    const match = new StrollMatch(stroll, seed, rough, { holes: 1 })
    for (let count = 0; count < 6; count++) match.join(walker())
    match.run(20)
    expect(match.rejections()).toEqual(match.players.map(() => ({})))
    for (const [, { falls }] of match.authority.world.walkers) expect(falls).toBeGreaterThan(2)
  })
})

/** Does `trick` from the tenth second on. */
const afterwards = (trick: Sample): Sample => {
  const walks = walker()
  return (tick, world, random, slot) => (tick < 600 ? walks : trick)(tick, world, random, slot)
}

const east =
  (units: number): Sample =>
  (_, world, __, slot) => {
    const { x = 0, y = 0 } = world.walkers.get(slot) ?? {}
    return { x: x + units, y, aim: 0, hop: false }
  }

describe('who does not play by the rules', () => {
  /** How far the cheat gets in a tick and in ten seconds, and what is held against it. */
  function cheated(trick: Sample) {
    let before: { x: number; y: number } | undefined
    let greatest = 0
    let start: typeof before
    const match = new StrollMatch(stroll, 9, calm, { holes: 0 }, (world, tick) => {
      const { x, y } = world.walkers.get(0) as { x: number; y: number }
      if (tick > 600 && before) greatest = Math.max(greatest, Math.hypot(x - before.x, y - before.y))
      if (tick === 600) start = { x, y }
      before = { x, y }
    })
    match.join(afterwards(trick))
    match.join(walker())
    match.run(20)
    const [cheat = {}, honest] = match.rejections()
    expect(honest).toEqual({})
    const units = start && before ? Math.hypot(before.x - start.x, before.y - start.y) : 0
    return { greatest, units, cheat }
  }

  test.each([
    ['runs at twice the speed', east(2)],
    [
      'runs and stands by turns',
      ((tick, ...rest) => east(tick % 20 === 0 ? 15 : 0)(tick, ...rest)) as Sample,
    ],
    ['goes far away at once', (() => ({ x: 500, y: 500, aim: 0, hop: false })) as Sample],
    [
      'is here and there by turns',
      ((tick) => ({ x: tick % 2 === 0 ? -150 : 150, y: 0, aim: 0, hop: false })) as Sample,
    ],
  ])('who %s gets nowhere, and it is noted', { timeout }, (_, trick) => {
    const { greatest, units, cheat } = cheated(trick)
    expect(greatest).toBeLessThan(10)
    expect(units).toBeLessThan(20)
    expect((cheat.too_fast ?? 0) + (cheat.teleported ?? 0)).toBeGreaterThan(20)
    expect((cheat.too_fast ?? 0) + (cheat.teleported ?? 0)).toBeLessThan(150)
  })

  test('small steps too far are cut to what is allowed', { timeout }, () => {
    expect(cheated(east(1.5)).units).toBeLessThan(600 * 1.05 + 10)
  })
})

test('the own player is drawn back smoothly after a refusal, and can go on', { timeout }, () => {
  const walks = walker()
  const match = new StrollMatch(stroll, 12, rough)
  const player = match.join((tick, ...rest) =>
    tick === 400 ? { x: 0, y: 0, aim: 0, hop: false } : walks(tick, ...rest),
  )
  match.run(12)
  const before = match.authority.world.walkers.get(0)
  const shown = player.client.view(match.nowMs)?.world.walkers.get(0)
  expect(Math.hypot((before?.x ?? 0) - (shown?.x ?? 0), (before?.y ?? 0) - (shown?.y ?? 0))).toBeLessThan(20)
  const refused = match.rejections()[0] ?? {}
  expect((refused.teleported ?? 0) + (refused.too_fast ?? 0)).toBe(1)
})

test('a match of proposals is made again from its record alone', { timeout }, () => {
  const replayed = new Simulation<typeof stroll>({
    game: stroll,
    settings: { holes: 1 },
    isPredicting: false,
    emit: () => {},
  })
  replayed.setup(5)
  const states: number[] = []
  const match = new StrollMatch(stroll, 5, rough, { holes: 1 }, undefined, (record) => {
    playTick(stroll, replayed, record)
    states.push(replayed.save(new Tape()).hash())
    expect(states.at(-1)).toBe(match.authority.stateHash())
  })
  match.join(walker())
  match.join((tick, ...rest) => (tick % 50 < 25 ? east(3) : walker())(tick, ...rest))
  match.run(10)
  expect(states.length).toBeGreaterThan(590)
})
