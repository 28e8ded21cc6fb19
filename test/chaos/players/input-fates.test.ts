import { expect, test } from 'vitest'
import { InputFates } from './input-fates.ts'

const tickMs = 1000 / 60

function fatesOf(inputs: number): InputFates {
  const fates = new InputFates()
  for (let number = 1; number <= inputs; number++) fates.made(number, number * tickMs)
  return fates
}

test('one that was passed over soon after it was made came late', () => {
  const fates = fatesOf(60)
  fates.seen([], 10 * tickMs + 50)
  fates.seen([{ first: 11, count: 1 }], 12 * tickMs + 50)
  expect(fates).toMatchObject({ lost: 0, late: 1 })
})

test('those that had been made long before their ticks were lost, and those after them were not', () => {
  const fates = fatesOf(60)
  fates.seen([{ first: 11, count: 40 }], 51 * tickMs + 5)
  expect(fates).toMatchObject({ lost: 32, late: 8 })
})

test('what is told again counts once', () => {
  const fates = fatesOf(60)
  const first = { first: 11, count: 2 }
  fates.seen([first], 14 * tickMs)
  fates.seen([first], 16 * tickMs)
  fates.seen([first, { first: 20, count: 1 }], 22 * tickMs)
  expect(fates).toMatchObject({ lost: 0, late: 3 })
})
