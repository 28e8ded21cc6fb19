import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeUtf8, encodeUtf8 } from './utf8.ts'

const whole = fc.string({ unit: 'binary' })

/** The language's own UTF-8, by way of URIs. */
function referenceBytes(text: string): number[] {
  const escaped = encodeURIComponent(text).matchAll(/%(..)|(.)/gu)
  return [...escaped].map(([, hex, plain]) =>
    hex ? Number.parseInt(hex, 16) : (plain as string).charCodeAt(0),
  )
}

function referenceText(bytes: Uint8Array): string | undefined {
  try {
    return decodeURIComponent([...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''))
  } catch {
    return undefined
  }
}

test('is the UTF-8 that others write and read', () => {
  fc.assert(
    fc.property(whole, (text) => {
      const bytes = encodeUtf8(text, 1000)
      expect(bytes).toEqual(referenceBytes(text))
      expect(decodeUtf8(bytes, 0, bytes.length)).toBe(text)
    }),
  )
})

test('cuts between characters', () => {
  fc.assert(
    fc.property(whole, fc.integer({ min: 1, max: 20 }), (text, bytesMax) => {
      const bytes = encodeUtf8(text, bytesMax)
      const cut = decodeUtf8(bytes, 0, bytes.length)
      expect(bytes.length).toBeLessThanOrEqual(bytesMax)
      expect(cut !== undefined && text.startsWith(cut)).toBe(true)
    }),
  )
})

test('refuses what a strict decoder refuses', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 8 }), (bytes) => {
      expect(decodeUtf8(bytes, 0, bytes.length)).toBe(referenceText(bytes))
    }),
    { numRuns: 1000 },
  )
})

test('half a surrogate pair becomes the replacement character', () => {
  expect(encodeUtf8('a\ud800b', 9)).toEqual(referenceBytes('a\ufffdb'))
})
