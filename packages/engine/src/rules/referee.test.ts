import { describe, expect, test } from 'vitest'
import { stroll } from '../../test/stroll.ts'
import { withRules } from '../../test/stroll-match.ts'
import { defineGame } from '../game/define-game.ts'
import { Simulation } from '../game/simulation.ts'
import type { StructValue } from '../schema/struct-coder.ts'
import { bool, fixed, playerMap } from '../schema/types.ts'
import { allHeard } from './cadence.ts'
import { Referee } from './referee.ts'

const nothingHeard = { has: () => false, get: () => undefined }
const standing = { x: 100, y: -100, aim: 0, hop: false }

function playing(game = stroll) {
  const simulation = new Simulation({ game, settings: {}, isPredicting: false, emit: () => {} })
  simulation.join(0)
  return { referee: new Referee(game), world: simulation.world as unknown as StructValue, simulation }
}

describe('referee', () => {
  test('is not needed where there is nothing to look at', () => {
    const free = { ...stroll, mode: 'full', proposes: undefined, rules: { maxSpeed: 9 } } as never
    expect(new Referee(free).isNeeded).toBe(false)
    expect(new Referee(stroll).isNeeded).toBe(true)
  })

  test('hands on an input that breaks no rule as it is', () => {
    const { referee, world } = playing()
    expect(referee.review(0, 1, standing, allHeard, world)).toEqual({ input: standing, breaches: [] })
  })

  test('leaves the entity as it is where a proposal is refused, and the input too', () => {
    const { referee, world } = playing()
    referee.review(0, 1, standing, allHeard, world)
    referee.learns(0, 1, 1)
    for (let tick = 2; tick < 12; tick++) referee.review(0, tick, standing, allHeard, world)
    const far = { x: 500, y: 500, aim: 3, hop: false }
    expect(referee.review(0, 12, far, allHeard, world)).toEqual({
      input: { ...standing, hop: false },
      breaches: ['teleported'],
    })
    expect(far.x).toBe(500)
  })

  test('leaves the entity as it is where nothing was heard, not where an empty input would put it', () => {
    const { referee, world } = playing()
    const empty = { x: 0, y: 0, aim: 0, hop: true }
    for (const game of [stroll, withRules(stroll, {}, 'observer')])
      expect(new Referee(game).review(0, 1, empty, nothingHeard, world)).toEqual({
        input: { ...standing, hop: true },
        breaches: [],
      })
    expect(referee.review(5, 1, empty, nothingHeard, world).input).toEqual(empty)
  })

  test('a press too early and a leap are two breaches', () => {
    const { referee, world } = playing()
    for (let tick = 1; tick < 20; tick++) {
      referee.review(0, tick, { ...standing, hop: tick === 18 }, allHeard, world)
      referee.learns(0, tick, tick)
    }
    const both = { x: 0, y: 0, aim: 0, hop: true }
    const { input, breaches } = referee.review(0, 20, both, allHeard, world)
    expect(breaches).toEqual(['too_frequent', 'teleported'])
    expect(input).toEqual(standing)
  })

  test('changes nothing of who is observed', () => {
    const { referee, world } = playing(withRules(stroll, {}, 'observer'))
    for (let tick = 1; tick < 20; tick++) {
      referee.review(0, tick, { ...standing, hop: tick === 18 }, allHeard, world)
      referee.learns(0, tick, tick)
    }
    const both = { x: 0, y: 0, aim: 0, hop: true }
    expect(referee.review(0, 20, both, allHeard, world)).toEqual({
      input: both,
      breaches: ['too_frequent', 'teleported'],
    })
  })

  test('forgets who has left', () => {
    const { referee, world } = playing()
    referee.review(0, 1, { ...standing, hop: true }, allHeard, world)
    referee.review(0, 2, standing, allHeard, world)
    referee.forget(0)
    expect(referee.review(0, 3, { ...standing, hop: true }, allHeard, world).breaches).toEqual([])
  })

  test('what is kept of the entity is a copy: the step changes no input that is recorded', () => {
    const arm = { reach: fixed(-8, 8, 1), isUp: bool }
    const { id, name, version, description } = stroll
    const game = defineGame({
      ...{ id, name, version, description, tickRate: 60, sendRate: 30, players: { min: 1, max: 2 } },
      mode: 'validated',
      proposes: 'walkers',
      state: { walkers: playerMap({ x: fixed(0, 9, 1), arm }) },
      input: { x: fixed(0, 9, 1), arm },
      join: (world, slot) => void world.walkers.set(slot, { x: 1, arm: { reach: 2, isUp: false } }),
      step(world) {
        for (const { arm } of world.walkers.values()) arm.reach++
      },
      leave: (world, slot) => void world.walkers.delete(slot),
      isOver: () => false,
      scores: () => [],
    })
    const { referee, world, simulation } = playing(game as never)
    const input = { x: 1, arm: { reach: 5, isUp: true } }
    simulation.step(new Map([[0, input]]))
    expect(input.arm.reach).toBe(5)
    const kept = referee.review(0, 1, input, nothingHeard, world).input
    expect(kept).toEqual({ x: 1, arm: { reach: 6, isUp: true } })
    simulation.step(new Map([[0, kept]]))
    expect(kept).toEqual({ x: 1, arm: { reach: 6, isUp: true } })
  })
})
