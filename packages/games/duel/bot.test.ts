import { Simulation } from '@gameserver/engine'
import { expect, test } from 'vitest'
import { think } from './bot.ts'
import { type DuelInput, duel } from './duel.ts'

const buttons = ['light', 'heavy', 'special'] as const

test('bots press no button again before the rules let it count', () => {
  const simulation = new Simulation({ game: duel, settings: {}, isPredicting: false, emit: () => {} })
  simulation.setup(1)
  for (const slot of [0, 1]) simulation.join(slot)
  const pressed = new Map<string, number>()
  let held = new Map<number, DuelInput>()
  while (!simulation.isOver()) {
    const { tick, world } = simulation
    const inputs = new Map([0, 1].map((slot) => [slot, think(world, slot, tick, () => 0.5)]))
    for (const [slot, input] of inputs)
      for (const button of buttons) {
        if (!input[button] || held.get(slot)?.[button]) continue
        const sinceTicks = tick - (pressed.get(`${slot} ${button}`) ?? Number.NEGATIVE_INFINITY)
        expect(sinceTicks).toBeGreaterThanOrEqual(duel.rules?.cadenceTicks?.[button] ?? 0)
        pressed.set(`${slot} ${button}`, tick)
      }
    held = inputs
    simulation.step(inputs)
  }
  expect(pressed.size).toBe(2 * buttons.length)
})
