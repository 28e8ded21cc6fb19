import { expect, test } from 'vitest'
import { skirmish } from '../../test/skirmish.ts'
import type { AnyGame } from '../game/define-game.ts'
import { grid } from '../game/grid.ts'
import { describe } from '../game/manifest.ts'
import { type Spectators, spectatorTerms } from './spectators.ts'

const open = skirmish as unknown as AnyGame
const terms = (spectators: Spectators | false, game: AnyGame = open) =>
  spectatorTerms({ ...game, spectators })
const cells = grid({ maps: ['players'], eyes: 'players', half: 100, cellSize: 50, sight: 50 })

test('a game that says nothing may be watched at once, and later if it hides places', () => {
  expect(spectatorTerms({ ...open, cells: undefined as never })).toEqual({
    delaySeconds: 0,
    max: 100,
    reveals: 'public',
  })
  expect(spectatorTerms({ ...open, cells: cells as never })).toMatchObject({ delaySeconds: 10 })
})

test('a game says otherwise, or that nobody may', () => {
  expect(terms({ delaySeconds: 30, reveals: 'all' })).toEqual({ delaySeconds: 30, max: 100, reveals: 'all' })
  expect(terms({ delaySeconds: 0 }, { ...open, cells: cells as never })).toMatchObject({ delaySeconds: 0 })
  expect(terms(false)).toBe(false)
  expect(terms({ max: 0 })).toBe(false)
  expect(describe({ ...open, spectators: { max: 3 } }).spectators).toMatchObject({ max: 3 })
})
