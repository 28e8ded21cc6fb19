import { create, toBinary } from '@bufbuild/protobuf'
import {
  AuthorityEventSchema,
  InputPacketSchema,
  StatePacketSchema,
} from '@gameserver/protocol/generated/gameserver/v1/wire_pb'
import { authorityIdentityOf } from '@gameserver/protocol/topics'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PacketReader } from './packet-reader.ts'

const authority = { identity: 'authority', isAgent: true }
const state = (epoch: number, tick = 1) =>
  toBinary(StatePacketSchema, create(StatePacketSchema, { epoch, tick }))

test('state is taken from the authority alone, known by its identity and its kind', () => {
  const reader = new PacketReader()
  const player = { identity: '7b0d4f0e-9f0a-4b52-8a44-1f6f5d0f3c55', isAgent: false }
  expect(reader.read(player, 'state', state(1))).toBeUndefined()
  expect(reader.read({ identity: 'authority', isAgent: false }, 'state', state(1))).toBeUndefined()
  expect(reader.read({ identity: 'authority-1', isAgent: false }, 'state', state(1))).toBeUndefined()
  expect(reader.read({ identity: 'recorder', isAgent: true }, 'state', state(1))).toBeUndefined()
  expect(reader.read(undefined, 'state', state(1))).toBeUndefined()
  expect(Object.fromEntries(reader.drops)).toEqual({ not_authority: 4, unknown_sender: 1 })
  expect(reader.owner).toBeUndefined()
  expect(reader.read(authority, 'state', state(1))?.topic).toBe('state')
  const successor = { identity: authorityIdentityOf('1'), isAgent: true }
  expect(reader.read(successor, 'state', state(2))?.topic).toBe('state')
  expect(reader.owner).toBe('authority-1')
})

test('an owner that lost the match is not heard any more', () => {
  const reader = new PacketReader()
  reader.read(authority, 'state', state(3))
  expect(reader.read(authority, 'state', state(2))).toBeUndefined()
  expect(reader.read(authority, 'state', state(3))).toBeDefined()
  expect(reader.drops.get('stale_epoch')).toBe(1)
})

test('a forged epoch from a player changes nothing', () => {
  const reader = new PacketReader()
  reader.read({ identity: 'somebody', isAgent: false }, 'state', state(1_000_000))
  expect(reader.epoch).toBe(0)
})

test("other players' inputs are taken within the authority's epoch and limits alone", () => {
  const reader = new PacketReader()
  const peer = { identity: 'somebody', isAgent: false }
  const input = (epoch: number) =>
    toBinary(InputPacketSchema, create(InputPacketSchema, { epoch, newestTick: 9, count: 1 }))
  reader.read(authority, 'state', state(3))
  expect(reader.readInput(peer, input(3))).toMatchObject({ newestTick: 9, count: 1 })
  expect(reader.readInput(peer, input(2))).toBeUndefined()
  expect(reader.readInput(peer, input(4))).toBeUndefined()
  expect(reader.readInput(undefined, input(3))).toBeUndefined()
  expect(reader.readInput(peer, new Uint8Array(2049))).toBeUndefined()
  expect(reader.readInput(peer, Uint8Array.of(255))).toBeUndefined()
  expect(reader.epoch).toBe(3)
  expect(Object.fromEntries(reader.drops)).toEqual({
    stale_epoch: 2,
    unknown_sender: 1,
    oversized: 1,
    malformed: 1,
  })
})

test('random, truncated and oversized packets on any topic are counted, never thrown', () => {
  const reader = new PacketReader()
  const whole = toBinary(
    AuthorityEventSchema,
    create(AuthorityEventSchema, {
      epoch: 1,
      sequence: 1,
      body: { case: 'notice', value: { reason: 'flooding', detail: 'slow down' } },
    }),
  )
  const truncated = fc.integer({ min: 0, max: whole.length }).map((length) => whole.slice(0, length))
  const payload = fc.oneof(fc.uint8Array({ maxLength: 300 }), truncated)
  const topic = fc.constantFrom('state', 'events', 'chat', 'input', '')
  fc.assert(
    fc.property(topic, payload, (name, bytes) => {
      expect(() => reader.read(authority, name, bytes)).not.toThrow()
    }),
  )
  reader.read(authority, 'state', new Uint8Array(65_000))
  expect(reader.drops.get('oversized')).toBe(1)
  expect(reader.drops.get('malformed')).toBeGreaterThan(0)
  expect(reader.drops.get('unknown_topic')).toBeGreaterThan(0)
})
