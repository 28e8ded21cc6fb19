import { expect, test } from 'vitest'
import { defineGame } from './game/define-game.ts'
import { bool, playerMap, u8, unit } from './schema/types.ts'
import { createTestMatch } from './test-match.ts'

const game = defineGame({
  id: 'walk',
  name: 'Walk',
  version: '1.0.0',
  description: 'A game for tests.',
  tickRate: 60,
  sendRate: 30,
  mode: 'full',
  players: { min: 2, max: 4 },
  settings: { ticks: { default: 10, min: 1, max: 20 } },
  state: { players: playerMap({ steps: u8, start: u8 }) },
  input: { move: unit(), isRunning: bool },
  events: { arrived: { slot: u8 } },
  commands: { sit: { ticks: u8 } },
  join: (world, slot, { random, seats }) =>
    void world.players.set(slot, { steps: 0, start: random.int(200) + seats }),
  leave: (world, slot) => void world.players.delete(slot),
  step(world, inputs, { emit }) {
    for (const [slot, player] of world.players) {
      const input = inputs.get(slot)
      if (input?.move !== 1) continue
      player.steps += input.isRunning ? 2 : 1
      if (player.steps === 4) emit('arrived', { slot })
    }
  },
  command: (_world, _slot, { value }) => (value.ticks > 9 ? 'Too long' : undefined),
  isOver: (_world, { tick, settings }) => tick >= settings.ticks,
  scores: (world) => [...world.players].map(([slot, { steps }]) => ({ slot, score: steps })),
})

test('what a player holds is held until told otherwise, and let go where it is left out', () => {
  const match = createTestMatch(game)
  match.input(0, { move: 1, isRunning: true })
  expect(match.step(2)).toEqual([{ name: 'arrived', value: { slot: 0 } }])
  match.input(0, { move: 1 })
  match.step()
  match.input(0, {})
  expect(match.step(3)).toEqual([])
  expect(match.scores).toEqual([
    { slot: 0, score: 5 },
    { slot: 1, score: 0 },
  ])
  expect(match.events).toHaveLength(1)
})

test('players come and go, and the match ends', () => {
  const match = createTestMatch(game, { players: 1, settings: { ticks: 2 } })
  match.join(3)
  match.leave(0)
  expect([...match.world.players.keys()]).toEqual([3])
  match.step()
  expect([match.tick, match.isOver]).toEqual([1, false])
  match.step()
  expect([match.tick, match.isOver]).toEqual([2, true])
})

test('a command is done, or refused with a reason', () => {
  const match = createTestMatch(game)
  expect(match.command(0, { name: 'sit', value: { ticks: 3 } })).toBeUndefined()
  expect(match.command(0, { name: 'sit', value: { ticks: 10 } })).toBe('Too long')
})

test('the same seed makes the same match', () => {
  const starts = (seed: number) =>
    [...createTestMatch(game, { players: 4, seed }).world.players.values()].map(({ start }) => start)
  expect(starts(5)).toEqual(starts(5))
  expect(starts(5)).not.toEqual(starts(6))
})
