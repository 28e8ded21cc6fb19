import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EntityMap } from '../schema/entity-map.ts'
import {
  angle,
  bool,
  fixed,
  int,
  list,
  map,
  oneOf,
  optional,
  type Struct,
  text,
  u8,
} from '../schema/types.ts'
import { type AnyGame, defineGame } from './define-game.ts'
import { codersOf } from './game-coders.ts'
import { keptFromJson, keptToJson } from './kept-json.ts'

function gameKeeping(kept: Struct): AnyGame {
  return defineGame({
    id: 'keeper',
    name: 'Keeper',
    version: '1.0.0',
    description: '',
    tickRate: 30,
    sendRate: 10,
    mode: 'full',
    players: { min: 1, max: 2 },
    state: { ticks: u8 },
    input: { go: bool },
    kept,
    join() {},
    leave() {},
    step() {},
    keep: () => ({}) as never,
    isOver: () => false,
    scores: () => [],
  }) as AnyGame
}

const plot = { crop: oneOf('none', 'corn', 'beet'), age: fixed(0, 100, 0.5) }
const game = gameKeeping({
  coins: int(0, 999),
  name: text(12),
  turned: angle(8),
  best: optional(int(0, 9)),
  plots: map(plot, 4),
  cards: list(u8, 3),
})

test('what is kept comes back as it was', () => {
  const plots = new EntityMap<object>(4, 0xfffe)
  plots.set(2, { crop: 'beet', age: 7.5 }).set(9, { crop: 'none', age: 0 })
  const kept = { coins: 12, name: 'Ada', turned: 0, best: undefined, plots, cards: [3, 1] }
  const json = JSON.parse(JSON.stringify(keptToJson(game, kept)))
  expect(json.plots['2']).toEqual({ crop: 'beet', age: 7.5 })
  expect(keptFromJson(game, json)).toEqual(kept)
})

test('what no longer fits is made to, field by field', () => {
  const older = {
    coins: 5_000,
    name: 7,
    gone: true,
    plots: { 1: { crop: 'wheat', age: 'old' }, 2: { crop: 'corn' }, x: {}, '-1': {} },
    cards: [1, 2, 300, 4, 5],
  }
  const kept = keptFromJson(game, older) as { plots: EntityMap<object> }
  expect({ ...kept, plots: [...kept.plots] }).toEqual({
    coins: 999,
    name: '',
    turned: 0,
    best: undefined,
    plots: [
      [1, { crop: 'none', age: 0 }],
      [2, { crop: 'corn', age: 0 }],
    ],
    cards: [1, 2, 255],
  })
})

test('any JSON becomes a value that can be packed', () => {
  const { kept } = codersOf(game)
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (coins, plots) => {
      for (const saved of [coins, { coins, plots, cards: plots, name: coins, best: coins }]) {
        const value = keptFromJson(game, saved)
        const json = JSON.stringify(keptToJson(game, value))
        expect(JSON.stringify(keptToJson(game, kept?.legalise(value as never)))).toBe(json)
      }
    }),
  )
})

test('a game in which nothing outlives the match has nothing to load', () => {
  const { kept: _kept, keep: _keep, ...rest } = gameKeeping({ coins: u8 })
  expect(keptFromJson(defineGame(rest as never) as AnyGame, { coins: 1 })).toBeUndefined()
})
