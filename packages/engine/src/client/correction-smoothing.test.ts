import { expect, test } from 'vitest'
import { hideout } from '../../test/hideout.ts'
import { CorrectionSmoothing } from './correction-smoothing.ts'

test('a corrected player goes to its right place bit by bit', () => {
  const smoothing = new CorrectionSmoothing(hideout({ withCells: false }))
  expect(smoothing.correct([{ x: 10, y: 5 }], [{ x: 8, y: 5 }])).toBe(true)
  const drawn = [{ x: 8, y: 5 }]
  smoothing.apply(drawn, 0)
  expect(drawn).toEqual([{ x: 10, y: 5 }])
  const later = [{ x: 8, y: 5 }]
  smoothing.apply(later, 50)
  expect(later[0]?.x).toBeGreaterThan(8)
  expect(later[0]?.x).toBeLessThan(10)
})

test('one that leaps on one axis is drawn in its right place on both', () => {
  const smoothing = new CorrectionSmoothing(hideout({ withCells: false }))
  expect(smoothing.correct([{ x: 10, y: 5 }], [{ x: 8, y: 500 }])).toBe(true)
  const drawn = [{ x: 8, y: 500 }]
  smoothing.apply(drawn, 0)
  expect(drawn).toEqual([{ x: 8, y: 500 }])
})
