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
  sent: { topic: string; payload: Uint8Array; to: string | undefined }[] = []
  visits = 0
  /** The authority that speaks. */
  speaker = 'authority'

  async connect(_url: string, _token: string, listener: RoomListener): Promise<RoomConnection> {
    this.visits++
    this.listener = listener
    return {
      voice: undefined,
      publish: (topic, payload, { to }) => {
        this.sent.push({ topic, payload, to: to?.join() })
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
    this.listener?.packet({ identity: this.speaker, isAgent: true }, topic, payload)
  }

  comes(identity: string): void {
    this.listener?.joined({ identity, isAgent: true })
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
    successorComing: () => heard.push('successor'),
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

const goesOn = (numbersSinceEpoch: number, told = {}) =>
  ({ case: 'welcome', value: { numbersSinceEpoch, ...told } }) as const

test('a successor is addressed as soon as it speaks, while the former owner is in the room still', async () => {
  room.speaker = 'authority-a'
  room.comes('authority-a')
  room.event(4, 0, welcome)
  link.established()
  link.sendInput(new Uint8Array(1))
  await vi.advanceTimersByTimeAsync(600)
  room.comes('authority-b')
  const greeted = room.sent.at(-1)
  room.speaker = 'authority-b'
  room.event(5, 0, goesOn(1))
  link.sendInput(new Uint8Array(2))
  link.sendChat('to whom it concerns')
  expect(room.sent.filter(({ topic }) => topic !== 'events').map(({ to }) => to)).toEqual([
    'authority-a',
    'authority-b',
    'authority-b',
  ])
  expect(greeted).toMatchObject({ topic: 'events', to: 'authority-a,authority-b' })
  room.speaker = 'authority-a'
  room.event(4, 1, phaseChange)
  expect(heard).not.toContain('phaseChange 1')
  expect(link.drops.get('stale_epoch')).toBe(1)
  expect(link.interruptions).toBe(0)
  expect(link.connection.state).toBe('connected')
})

test('who is about to have the match is sent the inputs as well, for a while', async () => {
  const inputsTo = () => room.sent.filter(({ topic }) => topic === 'input').map(({ to }) => to)
  room.speaker = 'authority-a'
  room.comes('authority-a')
  room.event(4, 0, welcome)
  link.established()
  room.comes('authority-b')
  link.sendInput(new Uint8Array(1))
  room.speaker = 'authority-b'
  room.event(0, 0, { case: 'successorComing', value: {} })
  expect(heard.at(-1)).toBe('successor')
  link.sendInputToSuccessor(new Uint8Array(1))
  room.speaker = 'authority-a'
  link.sendInput(new Uint8Array(1))
  await vi.advanceTimersByTimeAsync(11_000)
  link.sendInput(new Uint8Array(1))
  expect(inputsTo()).toEqual(['authority-a', 'authority-b', 'authority-a,authority-b', 'authority-a'])
})

test('an authority that gets ready while the owner is heard is not greeted', () => {
  room.event(1, 0, welcome)
  const hellosBefore = room.hellos().length
  room.comes('authority-b')
  expect(room.hellos()).toHaveLength(hellosBefore)
})

test('where numbers go on, what was heard is not heard again, and what was missed is', async () => {
  room.event(2, 0, welcome)
  for (const sequence of [1, 2]) room.event(2, sequence, phaseChange)
  room.chat(2, 1, 'hi')
  heard = []
  room.event(3, 0, goesOn(2, { toldEventSequence: 3, toldChatSequence: 2 }))
  for (const sequence of [1, 2, 4]) room.event(3, sequence, phaseChange)
  expect(heard).toEqual(['welcome 0'])
  expect(room.hellos().at(-1)).toMatchObject({ receivedEventSequence: 2, receivedChatSequence: 1 })
  room.event(3, 0, goesOn(2, { toldEventSequence: 4, toldChatSequence: 2 }))
  room.event(3, 3, phaseChange)
  room.chat(3, 2, 'again')
  const hellos = room.hellos().length
  await vi.advanceTimersByTimeAsync(5_000)
  expect(heard).toEqual(['welcome 0', 'welcome 0', 'phaseChange 3', 'phaseChange 4', 'chat again'])
  expect(room.hellos()).toHaveLength(hellos)
})

test('the last thing that a dead owner wrote down and did not say is asked for', async () => {
  room.event(1, 0, welcome)
  room.event(1, 1, phaseChange)
  const hellosBefore = room.hellos().length
  room.event(2, 0, goesOn(1, { toldEventSequence: 2 }))
  await vi.advanceTimersByTimeAsync(400)
  expect(room.hellos()).toHaveLength(hellosBefore + 2)
  // It welcomes again without having heard that, and is asked again.
  room.event(2, 0, goesOn(1, { toldEventSequence: 2 }))
  await vi.advanceTimersByTimeAsync(400)
  expect(room.hellos().length).toBeGreaterThan(hellosBefore + 2)
  room.event(2, 3, phaseChange)
  expect(heard.at(-1)).toBe('welcome 0')
  room.event(2, 2, phaseChange)
  expect(heard.slice(-2)).toEqual(['phaseChange 2', 'phaseChange 3'])
})

test('what does not come for all asking is given up, and nothing is asked for any more', async () => {
  room.event(1, 0, welcome)
  room.event(1, 1, phaseChange)
  room.event(2, 0, goesOn(1, { toldEventSequence: 2 }))
  for (let second = 0; second < 5; second++) {
    await vi.advanceTimersByTimeAsync(1_000)
    room.event(2, 0, goesOn(1, { toldEventSequence: 2 }))
  }
  const hellos = room.hellos().length
  await vi.advanceTimersByTimeAsync(5_000)
  expect(room.hellos()).toHaveLength(hellos)
  room.event(2, 3, phaseChange)
  expect(heard.at(-1)).toBe('phaseChange 3')
})

test('who comes late is spared what was told before, and misses nothing after that', () => {
  room.event(1, 0, { case: 'welcome', value: { phase: 2, toldEventSequence: 8 } })
  room.event(1, 10, phaseChange)
  room.event(1, 9, phaseChange)
  expect(heard).toEqual(['welcome 0', 'phaseChange 9', 'phaseChange 10'])
})

test('numbers of before a pause of the journal begin anew', () => {
  room.event(2, 0, welcome)
  for (const sequence of [1, 2, 3]) room.event(2, sequence, phaseChange)
  room.event(4, 0, goesOn(3))
  room.event(4, 1, phaseChange)
  expect(heard.slice(-2)).toEqual(['welcome 0', 'phaseChange 1'])
})

test('a Hello tells numbers under the epoch they are of', () => {
  room.event(1, 0, welcome)
  room.event(1, 1, phaseChange)
  room.event(2, 1, phaseChange)
  const { payload } = room.sent.at(-1) as { payload: Uint8Array }
  expect(fromBinary(PlayerEventSchema, payload)).toMatchObject({
    epoch: 1,
    body: { case: 'hello', value: { receivedEventSequence: 1 } },
  })
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
