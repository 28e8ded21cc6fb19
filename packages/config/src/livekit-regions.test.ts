import { expect, test } from 'vitest'
import { livekitIn, livekitRegionsSchema } from './livekit-regions.ts'

const shared = { url: 'ws://shared', publicUrl: 'wss://shared.example', apiKey: 'key', apiSecret: 'secret' }

test('a region has its own LiveKit, with nothing of the shared one but key and secret', () => {
  const regions = livekitRegionsSchema.parse('eu-west=wss://eu.example, us-east=wss://us.example?a=b')
  const livekit = { ...shared, regions }
  expect(livekitIn('eu-west', livekit)).toEqual({ ...shared, url: 'wss://eu.example', publicUrl: undefined })
  expect(livekitIn('us-east', livekit).url).toBe('wss://us.example?a=b')
  for (const other of [null, 'asia', 'constructor']) expect(livekitIn(other, livekit)).toEqual(shared)
})

test.each(['eu', 'EU=wss://eu.example', 'eu=https://eu.example', 'eu=', '=wss://eu.example'])(
  '%s names no LiveKit of a region',
  (text) => expect(livekitRegionsSchema.safeParse(text).success).toBe(false),
)
