import { expect, test } from 'vitest'
import { isListed } from './release.ts'

test('an archive is taken only with the checksum listed for its name', () => {
  const sha256 = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'
  const checksums = `0000  other.tar.gz\n${sha256}  livekit.tar.gz\n`
  expect(isListed(Buffer.from('hello'), 'livekit.tar.gz', checksums)).toBe(true)
  expect(isListed(Buffer.from('hello!'), 'livekit.tar.gz', checksums)).toBe(false)
  expect(isListed(Buffer.from('hello'), 'other.tar.gz', checksums)).toBe(false)
})
