import { expect, test } from 'vitest'
import { firstPage, nextPage, previousPage } from './cursor-pages.ts'

test('one goes on by the cursors told, and back by the same way', () => {
  const second = nextPage(firstPage, 'b')
  const third = nextPage(second, 'c')
  expect(third.cursor).toBe('c')
  expect(previousPage(third)).toEqual(second)
  expect(previousPage(previousPage(third))).toEqual(firstPage)
})

test('before the first page there is none', () => {
  expect(previousPage(firstPage)).toEqual(firstPage)
})
