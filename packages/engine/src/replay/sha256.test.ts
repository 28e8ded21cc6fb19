import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hexOf, Sha256 } from './sha256.ts'

const hashOf = (bytes: Uint8Array): string => hexOf(new Sha256().update(bytes).digest())
const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0))

/** The examples of the standard, and the empty text. */
test.each([
  ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  ],
  ['a'.repeat(1_000_000), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
])('is the standard hash: %#', (text, hash) => {
  expect(hashOf(ascii(text))).toBe(hash)
})

test('is the same in whatever pieces the bytes come', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 5 }), (pieces) => {
      const hash = new Sha256()
      for (const piece of pieces) hash.update(piece)
      expect(hexOf(hash.digest())).toBe(hashOf(Uint8Array.from(pieces.flatMap((piece) => [...piece]))))
    }),
  )
})
