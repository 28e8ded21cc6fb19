import { expect, it } from 'vitest'
import { rankAll } from './standings.ts'

it('ranks those who left by the score they left with, and gives equals one rank', () => {
  const present = [
    { slot: 0, score: 3 },
    { slot: 2, score: 9 },
  ]
  expect(rankAll(present, new Map([[1, 9]]))).toEqual([
    { slot: 1, score: 9, rank: 1 },
    { slot: 2, score: 9, rank: 1 },
    { slot: 0, score: 3, rank: 3 },
  ])
})
