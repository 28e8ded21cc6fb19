import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatCursor, isBefore, parseCursor } from './live-cursor.ts'

const cursors = fc.record({ xid: fc.bigInt(0n, 2n ** 64n - 1n), id: fc.bigInt(0n, 2n ** 63n - 1n) })

test('a cursor is read as it was written', () => {
  fc.assert(fc.property(cursors, (cursor) => void expect(parseCursor(formatCursor(cursor))).toEqual(cursor)))
})

test('anything else is no cursor', () => {
  const texts = [
    '',
    '1',
    '1-',
    '-1',
    '1-2-3',
    ' 1-2',
    '1-2\n',
    '0x1-2',
    '18446744073709551616-0',
    '1-9223372036854775808',
  ]
  for (const text of texts) expect(parseCursor(text)).toBeUndefined()
})

test('events are ordered by transaction, then within it, as numbers', () => {
  const inOrder = ['9-10', '10-0', '10-9', '10-10', '11-1'].map((text) => parseCursor(text))
  for (const [at, one] of inOrder.entries())
    for (const [otherAt, other] of inOrder.entries())
      expect(one && other && isBefore(one, other)).toBe(at < otherAt)
})
