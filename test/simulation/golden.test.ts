import { expect, test } from 'vitest'
import { goldenHashes, keptGoldenHashes } from './golden-hashes.ts'

/** A game that is new has none yet, and needs none: that it is the same on other machines is compared there. */
test('matches of bots come to the hashes that are kept', { timeout: 60_000 }, async () => {
  const hashes = await goldenHashes()
  for (const [id, kept] of Object.entries(keptGoldenHashes()))
    expect
      .soft(
        hashes[id],
        `${id} plays another match. If its rules changed: npm run simulate -- --update-golden`,
      )
      .toBe(kept)
})

test('two matches in one process are the same', { timeout: 60_000 }, async () => {
  expect(await goldenHashes()).toEqual(await goldenHashes())
})
