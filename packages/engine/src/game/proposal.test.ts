import { describe, expect, test } from 'vitest'
import { stroll } from '../../test/stroll.ts'
import { fixed, int, ownerOnly, playerMap, u8, unit } from '../schema/types.ts'
import { type AnyGame, defineGame } from './define-game.ts'
import { copyOf, placeAxesOf, proposingOf } from './proposal.ts'
import { Simulation } from './simulation.ts'

const define = (changes: object): AnyGame => defineGame({ ...stroll, rules: {}, ...changes } as never)
const y = fixed(-9, 9, 1 / 4)

describe('what is proposed', () => {
  test('is what input and entity both have', () => {
    expect(proposingOf(stroll)).toEqual({ map: 'walkers', fields: ['x', 'y', 'aim'] })
    expect(proposingOf(define({ mode: 'full', proposes: undefined }))).toBeUndefined()
  })

  test('may move by a rate, be deeper, or be hidden', () => {
    const pose = { turn: u8, lean: fixed(-9, 9, 1, { rate: 'turn' }) }
    const game = define({
      state: {
        walkers: playerMap({ y: fixed(-9, 9, 1 / 4, { rate: 'vy' }), vy: u8, pose, cards: ownerOnly(u8) }),
      },
      input: { y, pose: { turn: u8, lean: fixed(-9, 9, 1) }, cards: u8 },
    })
    expect(proposingOf(game)?.fields).toEqual(['y', 'pose', 'cards'])
  })

  test('has a place, if numbers are named so', () => {
    const axes = { x: int(0, 9), y, z: unit() }
    const game = define({ state: { walkers: playerMap({ ...axes, w: y }) }, input: { ...axes, w: y } })
    expect(placeAxesOf(game, { map: 'walkers', fields: ['x', 'y', 'z', 'w'] })).toEqual([
      { name: 'x', step: 1 },
      { name: 'y', step: 1 / 4 },
      { name: 'z', step: 1 / 127 },
    ])
  })

  test('becomes the entity before the step, of those who have one and are heard', () => {
    const simulation = new Simulation({ game: stroll, settings: {}, isPredicting: true, emit: () => {} })
    simulation.join(0)
    simulation.join(1)
    const input = { x: 7, y: 8, aim: 0, hop: false }
    simulation.step(new Map([0, 9].map((slot) => [slot, input])))
    expect(simulation.world.walkers.get(0)).toMatchObject({ x: 7, y: 8 })
    expect(simulation.world.walkers.get(1)).toMatchObject({ x: 101, y: -100 })
    expect(simulation.world.walkers.has(9)).toBe(false)
  })

  test('is legal after the step, whatever it was', () => {
    const simulation = new Simulation({ game: stroll, settings: {}, isPredicting: true, emit: () => {} })
    simulation.join(0)
    simulation.step(new Map([[0, { x: Number.NaN, y: 1e300, aim: Number.NEGATIVE_INFINITY, hop: false }]]))
    expect(simulation.world.walkers.get(0)).toMatchObject({ x: 0, y: 200, aim: 0 })
  })

  test('is copied, as deep as it is', () => {
    const value = { pose: { lean: 1 }, x: 2 }
    const copy = copyOf(value) as typeof value
    expect(copy).toEqual(value)
    expect(copy.pose).not.toBe(value.pose)
  })
})
