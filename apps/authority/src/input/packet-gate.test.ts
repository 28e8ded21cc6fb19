import { create, toBinary } from '@bufbuild/protobuf'
import { InputPacketSchema, PlayerEventSchema } from '@gameserver/protocol/generated/gameserver/v1/wire_pb'
import { desyncPartBytesMax, desyncPartsMax } from '@gameserver/protocol/limits'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Roster } from '../session/roster.ts'
import type { Sanction } from './discipline.ts'
import { PacketGate } from './packet-gate.ts'

const input = toBinary(InputPacketSchema, create(InputPacketSchema, { epoch: 2, newestTick: 9, count: 1 }))
const hello = toBinary(
  PlayerEventSchema,
  create(PlayerEventSchema, { epoch: 0, body: { case: 'hello', value: {} } }),
)

function made(sendRate = 30, inputsSinceEpoch?: number) {
  const seats = [{ playerId: 'ada', slot: 0, name: 'Ada', team: 0, role: null }]
  const roster = new Roster(seats, { seatWindowMs: 1_000, firstDeadlineMs: 1_000, nowMs: 0 })
  const sanctions: { identity: string; sanction: Sanction }[] = []
  const gate = new PacketGate({
    epoch: 2,
    ...(inputsSinceEpoch !== undefined && { inputsSinceEpoch }),
    roster,
    sendRate,
    escalation: undefined,
    sanction: (identity, sanction) => sanctions.push({ identity, sanction }),
  })
  return { gate, roster, sanctions }
}

const sender = (identity: string, isAgent = false) => ({ identity, isAgent, sid: 'PA_1', name: '' })

it('admits the packets of players', () => {
  const { gate } = made()
  expect(gate.admit(sender('ada'), 'input', input, 0)).toMatchObject({
    member: { slot: 0 },
    packet: { topic: 'input', body: { newestTick: 9 } },
  })
  expect(gate.admit(sender('ada'), 'events', hello, 0)).toBeDefined()
  expect(gate.refusals.size).toBe(0)
})

it('admits inputs, and nothing else, that were sent to a former owner of the same match', () => {
  const { gate } = made(30, 1)
  const inputOf = (epoch: number) => toBinary(InputPacketSchema, create(InputPacketSchema, { epoch }))
  const taken = [0, 1, 2, 3].map(
    (epoch) => gate.admit(sender('ada'), 'input', inputOf(epoch), 0) !== undefined,
  )
  expect(taken).toEqual([false, true, true, false])
  const command = create(PlayerEventSchema, { epoch: 1, sequence: 1, body: { case: 'command', value: {} } })
  expect(gate.admit(sender('ada'), 'events', toBinary(PlayerEventSchema, command), 0)).toBeUndefined()
})

it.each([
  ['not_a_player', sender('eve'), 'input', input],
  ['not_a_player', sender('ada', true), 'input', input],
  ['unknown_topic', sender('ada'), 'state', input],
  ['oversized', sender('ada'), 'input', new Uint8Array(2_049)],
  ['oversized', sender('eve'), 'input', new Uint8Array(64_000)],
  ['malformed', sender('ada'), 'input', input.subarray(0, -1)],
  ['malformed', sender('ada'), 'events', new Uint8Array()],
  [
    'stale_epoch',
    sender('ada'),
    'input',
    toBinary(InputPacketSchema, create(InputPacketSchema, { epoch: 1 })),
  ],
] as const)('refuses what is %s', (reason, from, topic, payload) => {
  const { gate } = made()
  expect(gate.admit(from, topic, payload, 0)).toBeUndefined()
  expect([...gate.refusals]).toEqual([[reason, 1]])
})

it('refuses players who have given up their seat', () => {
  const { gate, roster } = made()
  roster.apply([...roster.members][0] as never, 'leave', 0)
  gate.admit(sender('ada'), 'input', input, 0)
  expect([...gate.refusals.keys()]).toEqual(['seat_given_up'])
})

it.each([
  [30, 66],
  [60, 66],
  [128, 141],
])(
  'lets a little more through than a game sends %i times a second, and refuses what is beyond',
  (rate, max) => {
    const { gate, sanctions } = made(rate)
    const bulky = toBinary(
      InputPacketSchema,
      create(InputPacketSchema, { epoch: 2, newestTick: 9, count: 32, inputs: new Uint8Array(200) }),
    )
    // A clock that catches up runs 5 % fast.
    const every = (perSecond: number, fromMs: number, packet: Uint8Array) => {
      for (let nowMs = fromMs; nowMs < fromMs + 10_000; nowMs += 1_000 / perSecond)
        gate.admit(sender('ada'), 'input', packet, nowMs)
    }
    every(1.05 * rate, 0, bulky)
    expect(gate.refusals.size).toBe(0)
    every(500, 10_000, input)
    expect(gate.refusals.get('over_rate')).toBeGreaterThan(5_000 - 12 * max - 1)
    expect(gate.refusals.get('over_rate')).toBeLessThan(5_000 - 9.9 * max)
    expect(sanctions.map(({ sanction }) => sanction)).toEqual(['warn', 'silence', 'remove'])
  },
)

it('refuses many bytes in few packets', () => {
  const { gate } = made()
  const large = toBinary(
    InputPacketSchema,
    create(InputPacketSchema, { epoch: 2, newestTick: 9, count: 1, inputs: new Uint8Array(1_000) }),
  )
  for (let nowMs = 0; nowMs < 10_000; nowMs += 1_000 / 30) gate.admit(sender('ada'), 'input', large, nowMs)
  expect(gate.refusals.get('over_rate')).toBeGreaterThan(80)
})

it('lets a whole desync report through at once, and then one part a second', () => {
  const { gate } = made()
  const value = { tick: 9, state: new Uint8Array(desyncPartBytesMax), parts: desyncPartsMax }
  const part = toBinary(
    PlayerEventSchema,
    create(PlayerEventSchema, { epoch: 2, body: { case: 'desyncReport', value } }),
  )
  for (let count = 0; count < desyncPartsMax; count++) gate.admit(sender('ada'), 'events', part, 0)
  expect(gate.admit(sender('ada'), 'input', input, 1)).toBeDefined()
  expect(gate.refusals.size).toBe(0)
  for (let count = 0; count < 10; count++) gate.admit(sender('ada'), 'events', part, 1_500)
  expect(gate.refusals.get('over_rate')).toBe(9)
})

it('survives any bytes on any topic', () => {
  const { gate } = made()
  const topics = fc.constantFrom('input', 'events', 'chat', 'state', '')
  fc.assert(
    fc.property(topics, fc.uint8Array({ maxLength: 300 }), fc.nat(), (topic, payload, nowMs) => {
      gate.admit(sender('ada'), topic, payload, nowMs)
    }),
    { numRuns: 2_000 },
  )
})
