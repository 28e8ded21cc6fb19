import { expect, test } from 'vitest'
import { InputFates } from './input-fates.ts'

const tickMs = 1000 / 60

function fatesOf(inputs: number): InputFates {
  const fates = new InputFates()
  for (let number = 1; number <= inputs; number++) fates.made(number, number * tickMs)
  return fates
}

test('inputs that are applied one after the other are neither lost nor late', () => {
  const fates = fatesOf(60)
  for (let input = 2; input <= 60; input += 2) fates.seen({ input, skipped: 0 }, input * tickMs + 50)
  expect(fates).toMatchObject({ lost: 0, late: 0 })
})

test('one that was passed over soon after it was made came late', () => {
  const fates = fatesOf(60)
  fates.seen({ input: 10, skipped: 0 }, 10 * tickMs + 50)
  fates.seen({ input: 12, skipped: 1 }, 12 * tickMs + 50)
  expect(fates).toMatchObject({ lost: 0, late: 1 })
})

test('those that had been made long before their ticks were lost', () => {
  const fates = fatesOf(60)
  fates.seen({ input: 10, skipped: 0 }, 10 * tickMs + 50)
  fates.seen({ input: 50, skipped: 39 }, 50 * tickMs + 50)
  fates.seen({ input: 52, skipped: 39 }, 52 * tickMs + 50)
  expect(fates).toMatchObject({ lost: 39, late: 0 })
})

test('ticks that are made up for with all their inputs lose none', () => {
  const fates = fatesOf(60)
  fates.seen({ input: 10, skipped: 0 }, 10 * tickMs + 50)
  fates.seen({ input: 50, skipped: 0 }, 50 * tickMs + 50)
  expect(fates).toMatchObject({ lost: 0, late: 0 })
})
