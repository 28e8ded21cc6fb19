import { expect, test } from 'vitest'
import { pagesOf } from './page-count.ts'

test.each([
  [0, 1],
  [1, 1],
  [20, 1],
  [21, 2],
  [1_000_000, 50_000],
])('%d rows fill %d pages', (total, pages) => {
  expect(pagesOf(total, 20)).toBe(pages)
})
