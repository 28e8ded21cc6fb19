import { fromBinary } from '@bufbuild/protobuf'
import { StatePacketSchema } from '@gameserver/protocol/generated/gameserver/v1/wire_pb'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeStatePacket } from './state-packet.ts'

const word = fc.oneof(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 300 }))
const bytes = fc.uint8Array({ minLength: 1, maxLength: 400 })

test('the general decoder reads what is put together by hand', () => {
  const packet = fc.record({
    tick: word,
    isPrivate: fc.boolean(),
    inputDepths: fc.uint8Array({ maxLength: 40 }),
    blocks: fc.array(bytes, { maxLength: 30 }),
    confirmed: fc.option(fc.record({ records: bytes, checksumTick: word, checksum: word }), {
      nil: undefined,
    }),
  })
  fc.assert(
    fc.property(word, packet, (epoch, { confirmed, ...snapshot }) => {
      const encoded = encodeStatePacket(epoch, confirmed ? { ...snapshot, confirmed } : snapshot)
      const decoded = fromBinary(StatePacketSchema, encoded)
      expect(decoded).toMatchObject({ epoch, ...snapshot })
      expect(decoded.confirmed).toEqual(confirmed?.records ?? new Uint8Array(0))
      expect(decoded.checksumTick).toBe(confirmed?.checksumTick ?? 0)
      expect(decoded.checksum).toBe(confirmed?.checksum ?? 0)
      expect(decoded.$unknown ?? []).toEqual([])
    }),
  )
})

test('a packet of one small block has little around it', () => {
  const blocks = [new Uint8Array(70)]
  const snapshot = { tick: 5000, isPrivate: false, inputDepths: new Uint8Array(5), blocks }
  expect(encodeStatePacket(1, snapshot).length).toBe(70 + 14)
})
