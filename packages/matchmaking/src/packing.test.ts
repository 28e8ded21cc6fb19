import { expect, it } from 'vitest'
import { Packing } from './packing.ts'

/** Counts by size, from 0. */
const sizes = (...parties: number[]) =>
  [0, 1, 2, 3, 4, 5].map((size) => parties.filter((own) => own === size).length)

it.each([
  [true, sizes()],
  [true, sizes(3, 3)],
  [true, sizes(3, 2, 3, 2)],
  [true, sizes(4, 4)],
  [false, sizes(3, 3, 3)],
  [false, sizes(4, 4, 2)],
  [true, sizes(2, 2, 2, 2)],
  [false, sizes(2, 2, 2, 2, 2)],
])('two teams of five: %s', (fits, parties) => {
  const packing = new Packing(2, 5)
  expect(packing.fits(parties)).toBe(fits)
  expect(packing.fits(parties)).toBe(fits)
})
