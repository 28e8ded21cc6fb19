import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf'
import {
  AuthorityEventSchema,
  ChatMessageSchema,
  ChatSendSchema,
  PlayerEventSchema,
} from '@gameserver/protocol/generated/gameserver/v1/wire_pb'
import type { RoomToken } from '@gameserver/protocol/http'
import { reliablePayloadBytesMax } from '@gameserver/protocol/limits'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { CloseReason, RoomConnection, RoomListener, Transport } from '../transport.ts'
import { AuthorityLink } from './authority-link.ts'

/** The port to LiveKit, in memory: the test is the authority. */
class Room implements Transport {
  listener: RoomListener | undefined
  sent: { topic: string; payload: Uint8Array }[] = []
  visits = 0

  async connect(_url: string, _token: string, listener: RoomListener): Promise<RoomConnection> {
    this.visits++
    this.listener = listener
    return {
      voice: undefined,
      publish: (topic, payload) => {
        this.sent.push({ topic, payload })
        return true
      },
      close: async () => {},
    }
  }

  event(epoch: number, sequence: number, body: MessageInitShape<typeof AuthorityEventSchema>['body']): void {
    const event = create(AuthorityEventSchema, { epoch, sequence, body })
    this.say('events', toBinary(AuthorityEventSchema, event))
  }

  chat(epoch: number, sequence: number, text: string): void {
    this.say('chat', toBinary(ChatMessageSchema, create(ChatMessageSchema, { epoch, sequence, text })))
  }

  say(topic: string, payload: Uint8Array): void {
    this.listener?.packet({ identity: 'authority', isAgent: true }, topic, payload)
  }

  drop(reason: CloseReason): void {
    this.listener?.closed(reason)
  }

  hellos() {
    return this.sent
      .filter(({ topic }) => topic === 'events')
      .map(({ payload }) => fromBinary(PlayerEventSchema, payload).body)
      .flatMap((body) => (body.case === 'hello' ? [body.value] : []))
  }

  commandsSent(): string[] {
    return this.sent
      .filter(({ topic }) => topic === 'events')
      .map(({ payload }) => fromBinary(PlayerEventSchema, payload))
      .flatMap(({ body, sequence }) =>
        body.case === 'command' ? [`${sequence} kind ${body.value.kind}`] : [],
      )
  }

  chatSent(): string[] {
    return this.sent
      .filter(({ topic }) => topic === 'chat')
      .map(({ payload }) => fromBinary(ChatSendSchema, payload))
      .map(({ sequence, text }) => `${sequence} ${text}`)
  }
}

const token = { url: 'ws://livekit', token: 'token' } as RoomToken
let room: Room
let link: AuthorityLink
let heard: string[]

beforeEach(async () => {
  vi.useFakeTimers()
  room = new Room()
  heard = []
  const introduction = { protocolVersion: 1, gameId: 'arena', gameVersion: '1.0.0', schemaHash: 7 }
  link = new AuthorityLink(room, async () => token, introduction, {
    state: ({ tick }) => heard.push(`state ${tick}`),
    event: ({ sequence, body }) => heard.push(`${body.case} ${sequence}`),
    chat: ({ text }) => heard.push(`chat ${text}`),
    connection: ({ state }) => heard.push(state),
    voice: () => {},
    speaking: () => {},
    playbackBlocked: () => {},
  })
  await link.enter(token)
})

afterEach(async () => {
  await link.close()
  vi.useRealTimers()
})

const welcome = { case: 'welcome', value: {} } as const
const phaseChange = { case: 'phaseChange', value: { phase: 2 } } as const

test('Hello is repeated until Welcome comes', async () => {
  await vi.advanceTimersByTimeAsync(1_100)
  expect(room.hellos()).toHaveLength(5)
  room.event(1, 0, welcome)
  await vi.advanceTimersByTimeAsync(2_000)
  expect(room.hellos()).toHaveLength(5)
})

test('numbered messages are delivered once, in order, however they come', () => {
  room.event(1, 0, welcome)
  for (const sequence of [1, 2, 2, 1, 4, 3, 4]) room.event(1, sequence, phaseChange)
  expect(heard).toEqual(['welcome 0', ...[1, 2, 3, 4].map((sequence) => `phaseChange ${sequence}`)])
})

test('a gap makes the client say Hello with what it has', () => {
  room.event(1, 0, welcome)
  room.event(1, 1, phaseChange)
  room.chat(1, 1, 'hi')
  room.event(1, 3, phaseChange)
  expect(room.hellos().at(-1)).toMatchObject({ receivedEventSequence: 1, receivedChatSequence: 1 })
})

test('a gap that is never filled does not hold the match up for long', async () => {
  room.event(1, 0, welcome)
  room.event(1, 1, phaseChange)
  room.event(1, 3, phaseChange)
  await vi.advanceTimersByTimeAsync(2_100)
  expect(heard).toContain('phaseChange 3')
})

test('after a loss the room is joined again, and unacknowledged chat is sent again', async () => {
  room.event(1, 0, welcome)
  link.established()
  link.sendChat('first')
  link.sendChat('second')
  room.event(1, 0, { case: 'acknowledgement', value: { chatSequence: 1 } })
  room.drop('lost')
  await vi.advanceTimersByTimeAsync(0)
  expect(room.visits).toBe(2)
  expect(link.connection.state).toBe('reconnecting')
  room.sent = []
  room.event(1, 0, welcome)
  link.established()
  expect(room.chatSent()).toEqual(['2 second'])
  expect(link.connection.state).toBe('connected')
  expect(link.interruptions).toBe(1)
})

test('a page loaded anew numbers its lines after those that the authority has', () => {
  room.event(1, 0, welcome)
  room.event(1, 0, { case: 'acknowledgement', value: { chatSequence: 7 } })
  link.established()
  link.sendChat('here again')
  expect(room.chatSent()).toEqual(['8 here again'])
})

test('whoever was removed, or joined from elsewhere, does not come back', async () => {
  room.event(1, 0, welcome)
  link.established()
  room.drop('duplicate_identity')
  await vi.advanceTimersByTimeAsync(10_000)
  expect(room.visits).toBe(1)
  expect(link.connection).toEqual({ state: 'closed', reason: 'joined_elsewhere' })
})

test('a higher epoch is greeted, and the old owner not heard any more', () => {
  room.event(1, 0, welcome)
  room.event(1, 1, phaseChange)
  const hellosBefore = room.hellos().length
  room.event(2, 1, phaseChange)
  expect(room.hellos().length).toBe(hellosBefore + 1)
  room.event(1, 2, phaseChange)
  room.event(2, 0, welcome)
  room.event(2, 1, phaseChange)
  expect(heard).toEqual(['welcome 0', 'phaseChange 1', 'welcome 0', 'phaseChange 1'])
  expect(link.drops.get('stale_epoch')).toBe(1)
})

test('a refusal is heard without a Welcome', () => {
  room.event(1, 0, { case: 'notice', value: { reason: 'version_mismatch' } })
  expect(heard).toEqual(['notice 0'])
})

test('requests for a keyframe are throttled', () => {
  room.event(1, 0, welcome)
  room.sent = []
  for (const nowMs of [0, 10, 200, 310]) link.requestKeyframe(nowMs)
  expect(room.sent).toHaveLength(2)
})

const command = (kind: number) => link.sendCommand({ kind, payload: new Uint8Array() })
const outcome = (commandSequence: number, refusalReason = '') =>
  ({ case: 'commandOutcome', value: { commandSequence, refusalReason } }) as const

test('commands are sent again until their outcome is told, in their order', async () => {
  room.event(1, 0, welcome)
  room.event(1, 0, { case: 'acknowledgement', value: {} })
  link.established()
  const [first, second, third] = [command(4), command(5), command(6)]
  room.event(1, 0, outcome(1))
  await first
  await vi.advanceTimersByTimeAsync(1_000)
  expect(room.commandsSent()).toEqual(['1 kind 4', '2 kind 5', '3 kind 6', '2 kind 5', '3 kind 6'])
  room.event(1, 0, outcome(2, 'cooling_down'))
  await expect(second).rejects.toMatchObject({ reason: 'cooling_down' })
  room.event(1, 0, outcome(3))
  await third
  await vi.advanceTimersByTimeAsync(3_000)
  expect(room.commandsSent()).toHaveLength(5)
})

test('commands wait while the connection is lost, and go to a new owner under its numbers', async () => {
  room.event(1, 0, welcome)
  room.event(1, 0, { case: 'acknowledgement', value: { commandSequence: 8 } })
  link.established()
  void command(4)
  room.drop('lost')
  await vi.advanceTimersByTimeAsync(0)
  void command(5)
  expect(room.commandsSent()).toEqual(['9 kind 4'])
  room.event(2, 0, welcome)
  room.event(2, 0, { case: 'acknowledgement', value: { commandSequence: 2 } })
  expect(room.commandsSent().slice(1)).toEqual(['3 kind 4', '4 kind 5'])
  for (const sequence of [3, 4]) room.event(2, 0, outcome(sequence))
})

test('a command without an answer is given up with the match', async () => {
  room.event(1, 0, welcome)
  link.established()
  const waiting = expect(command(4)).rejects.toMatchObject({ reason: 'closed' })
  await link.close()
  await waiting
})

test.each([
  [14_900, 1],
  [40_000, 3],
  [119_200, 8],
  [119_201, 0],
])('a state of %i bytes is reported in %i parts', (bytes, count) => {
  const state = Uint8Array.from({ length: bytes }, (_, index) => index % 251)
  const before = room.sent.length
  link.reportDesync({ tick: 60, scope: 0, slice: undefined, state })
  const sent = room.sent.slice(before).map(({ payload }) => payload)
  const reports = sent.flatMap((payload) => {
    const { body } = fromBinary(PlayerEventSchema, payload)
    return body.case === 'desyncReport' ? [body.value] : []
  })
  expect(reports.map(({ part, parts }) => [part, parts])).toEqual(
    count === 1 ? [[0, 0]] : Array.from({ length: count }, (_, part) => [part, count]),
  )
  for (const payload of sent) expect(payload.length).toBeLessThanOrEqual(reliablePayloadBytesMax)
  if (count > 0) expect(Buffer.concat(reports.map((report) => report.state)).equals(state)).toBe(true)
})
