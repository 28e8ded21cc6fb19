import { angle, bool, fixed, int, oneOf, unit } from '@gameserver/engine'
import { expect, test } from 'vitest'
import { randomInputs } from './random-inputs.ts'

const schema = {
  move: { x: unit(), y: unit() },
  aim: angle(10),
  throttle: fixed(2, 5, 1 / 8),
  weapon: int(1, 4),
  stance: oneOf('stand', 'crouch'),
  fire: bool,
}

interface Inputs {
  move: { x: number; y: number }
  aim: number
  throttle: number
  weapon: number
  stance: string
  fire: boolean
}

const think = randomInputs(schema)
const inputs = Array.from({ length: 1_000 }, (_, tick) => think({}, 0, tick, Math.random) as Inputs)

test('all controls are moved, within their ranges', () => {
  for (const { move, aim, throttle, weapon } of inputs) {
    expect(Math.abs(move.x)).toBeLessThanOrEqual(1)
    expect(aim).toBeGreaterThanOrEqual(0)
    expect(aim).toBeLessThan(2 * Math.PI)
    expect(throttle).toBeGreaterThanOrEqual(2)
    expect(throttle).toBeLessThanOrEqual(5)
    expect([1, 2, 3, 4]).toContain(weapon)
  }
  expect(new Set(inputs.map(({ stance }) => stance)).size).toBe(2)
  expect(new Set(inputs.map(({ fire }) => fire)).size).toBe(2)
})

test('analog controls move smoothly', () => {
  inputs.slice(1).forEach(({ move }, index) => {
    expect(Math.abs(move.x - (inputs[index]?.move.x ?? 0))).toBeLessThanOrEqual(0.31)
  })
})
