import { FfiEvent } from '@livekit/rtc-ffi-bindings'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { publishId, readHotEvent } from './hot-events.ts'

function received(packet: {
  room: bigint
  identity: string
  topic?: string
  pointer: bigint
  length: number
  handle: bigint
}) {
  return new FfiEvent({
    message: {
      case: 'roomEvent',
      value: {
        roomHandle: packet.room,
        message: {
          case: 'dataPacketReceived',
          value: {
            kind: 1,
            participantIdentity: packet.identity,
            value: {
              case: 'user',
              value: {
                ...(packet.topic !== undefined && { topic: packet.topic }),
                data: {
                  handle: { id: packet.handle },
                  data: { dataPtr: packet.pointer, dataLen: BigInt(packet.length) },
                },
              },
            },
          },
        },
      },
    },
  }).toBinary()
}

const packets = fc.record({
  room: fc.bigInt(1n, 2n ** 40n),
  identity: fc.string({ unit: 'grapheme', maxLength: 60 }),
  topic: fc.string({ unit: 'grapheme', maxLength: 30 }),
  pointer: fc.bigInt(0n, 2n ** 48n),
  length: fc.nat(64_000),
  handle: fc.bigInt(1n, 2n ** 40n),
})

describe('readHotEvent', () => {
  it('reads a received packet as the full decoder does', () => {
    fc.assert(
      fc.property(packets, (packet) => {
        expect(readHotEvent(received(packet))).toEqual({
          kind: 'received',
          room: Number(packet.room),
          identity: packet.identity,
          topic: packet.topic,
          payloadPointer: Number(packet.pointer),
          payloadLength: packet.length,
          payloadHandle: Number(packet.handle),
        })
      }),
    )
  })

  it('reads whose packet was published, and whether that failed', () => {
    fc.assert(
      fc.property(fc.nat(1e9), fc.boolean(), fc.option(fc.string()), (room, isReliable, error) => {
        const event = new FfiEvent({
          message: {
            case: 'publishData',
            value: { asyncId: BigInt(publishId(room, isReliable)), ...(error !== null && { error }) },
          },
        })
        expect(readHotEvent(event.toBinary())).toEqual({
          kind: 'published',
          room,
          isReliable,
          hasFailed: error !== null,
        })
      }),
    )
  })

  it('leaves every other event to the full decoder', () => {
    const others = [
      new FfiEvent({ message: { case: 'disconnect', value: { asyncId: 3n } } }),
      new FfiEvent({ message: { case: 'logs', value: { records: [] } } }),
      new FfiEvent({
        message: {
          case: 'roomEvent',
          value: {
            roomHandle: 1n,
            message: {
              case: 'participantDisconnected',
              value: { participantIdentity: 'a', disconnectReason: 1 },
            },
          },
        },
      }),
      new FfiEvent({
        message: {
          case: 'roomEvent',
          value: {
            roomHandle: 1n,
            message: {
              case: 'dataPacketReceived',
              value: { kind: 0, participantIdentity: 'a', value: { case: 'sipDtmf', value: { code: 1 } } },
            },
          },
        },
      }),
    ]
    for (const event of others) expect(readHotEvent(event.toBinary())).toBeUndefined()
  })

  it('takes nothing from bytes that end too early', () => {
    fc.assert(
      fc.property(packets, fc.nat(), (packet, cut) => {
        const bytes = received(packet)
        expect(readHotEvent(bytes.subarray(0, cut % bytes.length))).toBeUndefined()
      }),
    )
  })
})
