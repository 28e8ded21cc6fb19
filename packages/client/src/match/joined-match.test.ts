import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf'
import { MatchAuthority, type MatchAuthorityOptions } from '@gameserver/engine'
import { arena } from '@gameserver/games/arena/arena.ts'
import {
  AuthorityEventSchema,
  ChatMessageSchema,
  ChatSendSchema,
  InputPacketSchema,
  Phase,
  StatePacketSchema,
} from '@gameserver/protocol/generated/gameserver/v1/wire_pb'
import type { MatchToken } from '@gameserver/protocol/http'
import { authorityIdentityOf } from '@gameserver/protocol/topics'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { RoomListener, Transport } from '../transport.ts'
import { JoinedMatch } from './joined-match.ts'

const tickMs = 1_000 / arena.tickRate
const token = { url: 'ws://nowhere', token: 't', matchId: 'm' } as MatchToken

/** One who has the match under an epoch, in the room of `Stage`. */
class Owner {
  readonly identity: string
  readonly play: MatchAuthority<typeof arena>
  readonly chat: string[] = []

  constructor(
    private readonly stage: Stage,
    private readonly epoch: number,
    takenOver?: MatchAuthorityOptions<typeof arena>['takenOver'],
  ) {
    this.identity = authorityIdentityOf(`${epoch}`)
    this.play = new MatchAuthority({ game: arena, seed: 1, seats: 2, takenOver })
    stage.listener?.joined({ identity: this.identity, isAgent: true })
  }

  welcome(welcome: MessageInitShape<typeof AuthorityEventSchema>['body'] & { case: 'welcome' }): void {
    this.say({ body: welcome })
    this.say({ body: { case: 'acknowledgement', value: { chatSequence: this.chat.length } } })
    for (const { tick, blocks } of this.play.keyframes(0))
      this.say({ body: { case: 'keyframe', value: { tick, blocks: [...blocks] } } })
  }

  say(event: MessageInitShape<typeof AuthorityEventSchema>): void {
    const { epoch, play } = this
    const message = create(AuthorityEventSchema, { epoch, tick: play.tick, ...event })
    this.stage.deliver(this.identity, 'events', toBinary(AuthorityEventSchema, message))
  }

  relay(sequence: number, text: string): void {
    const line = create(ChatMessageSchema, { epoch: this.epoch, sequence, slot: 0, text })
    this.stage.deliver(this.identity, 'chat', toBinary(ChatMessageSchema, line))
  }

  hear(topic: string, payload: Uint8Array): void {
    if (topic === 'chat') this.chat.push(fromBinary(ChatSendSchema, payload).text)
    if (topic !== 'input') return
    const packet = fromBinary(InputPacketSchema, payload)
    const ofFormer = { snapshotTick: 0, received: 0, privateTick: 0, isAgain: true }
    const isFormer = packet.epoch < this.epoch
    expect(this.play.receiveInput(0, { ...packet, ...(isFormer && ofFormer) }, 0)).toBeUndefined()
  }

  step(): void {
    this.play.step()
    if (!this.play.isSnapshotDue) return
    for (const { packet } of this.play.snapshots()) {
      const { tick, isPrivate, inputDepths, blocks } = packet
      const state = { epoch: this.epoch, tick, isPrivate, inputDepths, blocks: [...blocks] }
      const payload = toBinary(StatePacketSchema, create(StatePacketSchema, state))
      this.stage.deliver(this.identity, 'state', payload)
    }
  }
}

/** A room in this process. What is sent to somebody who isn't there is lost. */
class Stage implements Transport {
  listener: RoomListener | undefined
  present: Owner[] = []
  lost = 0

  async connect(_url: string, _token: string, listener: RoomListener) {
    this.listener = listener
    const publish = (topic: string, payload: Uint8Array, { to = [] }: { to?: readonly string[] }) => {
      const receivers = this.present.filter(({ identity }) => to.includes(identity))
      if (receivers.length === 0) this.lost++
      for (const owner of receivers) owner.hear(topic, payload)
      return true
    }
    return { publish, voice: undefined, close: async () => {} }
  }

  deliver(identity: string, topic: string, payload: Uint8Array): void {
    this.listener?.packet({ identity, isAgent: true }, topic, payload)
  }
}

let stage: Stage
let first: Owner
let match: JoinedMatch<typeof arena>
let heard: string[]
let sampled: number[]

const running = { slot: 0, phase: Phase.RUNNING, seatCount: 2, numbersSinceEpoch: 1 }

beforeEach(async () => {
  vi.useFakeTimers()
  stage = new Stage()
  first = new Owner(stage, 1)
  first.play.join(0)
  stage.present = [first]
  heard = []
  sampled = []
  const fetchToken = async () => token
  const joining = JoinedMatch.join({ game: arena, token, transport: stage, fetchToken })
  await vi.advanceTimersByTimeAsync(0)
  first.welcome({ case: 'welcome', value: running })
  match = await joining
  match.on('connection', ({ state }) => heard.push(state))
  match.on('chat', ({ text }) => heard.push(text))
})

afterEach(async () => {
  await match.close()
  vi.useRealTimers()
})

/** Plays on for so many ticks' time, in which `owner` makes them. */
function play(ticks: number, owner?: Owner): void {
  for (let left = ticks; left > 0; left--) {
    vi.advanceTimersByTime(tickMs)
    owner?.step()
    match.advance(performance.now(), (tick) => {
      sampled.push(tick)
      return { moveX: 1, moveY: 0, aim: 1, fire: false, dash: false }
    })
    match.view(performance.now())
  }
}

/** What a successor begins with, from what `owner` has written down. */
const standing = (owner: Owner) => ({ ...owner.play.checkpoint(), slots: [0] })

test.each([4, 20, 100])('the player goes on as the owner dies for %i ticks', (gapTicks) => {
  play(120, first)
  stage.present = []
  const mispredictedBefore = match.stats.mispredictions
  play(gapTicks)
  const second = new Owner(stage, 2, standing(first))
  stage.present = [second]
  const { tick } = second.play
  const dueTick = tick + gapTicks
  second.play.catchUpTo(dueTick)
  second.welcome({ case: 'welcome', value: { ...running, dueTick } })
  play(1)
  for (let made = tick + 1; made <= dueTick; made++)
    expect(second.play.hasInput(0, made), `${made}`).toBe(true)
  while (second.play.tick < dueTick - 1) second.play.step()
  while (second.play.tick <= dueTick) second.step()
  play(120, second)
  expect(second.play.lateInputsOf(0)).toBe(0)
  expect(sampled).toEqual(Array.from({ length: sampled.length }, (_, index) => (sampled[0] ?? 0) + index))
  expect(match.tick).toBeGreaterThan(dueTick + 110)
  expect(match.stats).toMatchObject({ takeovers: 1, interruptions: 0, desyncs: 0, inputsLost: 0 })
  expect(match.stats.mispredictions - mispredictedBefore).toBeLessThanOrEqual(1)
  expect(match.stats.stateGapMsMax).toBeGreaterThan(gapTicks * tickMs)
  expect(match.stats.stateGapMsMax).toBeLessThan((gapTicks + 6) * tickMs)
  expect(heard).toEqual([])
})

test('who is about to have the match has the inputs that it needs before it is welcomed', () => {
  play(120, first)
  const taken = standing(first)
  play(6, first)
  stage.present = []
  play(12)
  const second = new Owner(stage, 2, taken)
  const { tick } = second.play
  second.play.catchUpTo(tick + 18)
  stage.present = [second]
  second.say({ epoch: 0, body: { case: 'successorComing', value: {} } })
  for (let made = tick + 1; made <= tick + 18; made++)
    expect(second.play.hasInput(0, made), `${made}`).toBe(true)
})

test('a line that a dead owner did not acknowledge is said again, once, and none is heard twice', () => {
  play(30, first)
  match.sendChat('taken')
  first.say({ body: { case: 'acknowledgement', value: { chatSequence: 1 } } })
  first.relay(1, 'taken')
  match.sendChat('on its way')
  stage.present = []
  const second = new Owner(stage, 2, standing(first))
  stage.present = [first, second]
  second.chat.push('taken')
  second.welcome({ case: 'welcome', value: { ...running, toldChatSequence: 1 } })
  second.relay(1, 'taken')
  second.relay(2, 'on its way')
  expect(second.chat).toEqual(['taken', 'on its way'])
  expect(heard).toEqual(['taken', 'on its way'])
})

test('the former owner is not listened to, though it is in the room and goes on', () => {
  play(60, first)
  const second = new Owner(stage, 2, standing(first))
  stage.present = [first, second]
  second.welcome({ case: 'welcome', value: running })
  for (let left = 30; left > 0; left--) {
    first.step()
    play(1, second)
  }
  expect(match.tick).toBe(second.play.tick)
  expect(match.stats.drops.get('stale_epoch')).toBeGreaterThan(10)
  expect(match.stats.desyncs).toBe(0)
})

test('a match that begins anew, since nothing was written down, is another one', () => {
  play(60, first)
  const second = new Owner(stage, 2)
  second.play.join(0)
  stage.present = [second]
  second.welcome({ case: 'welcome', value: { ...running, numbersSinceEpoch: 2 } })
  play(30, second)
  expect(match.tick).toBeLessThanOrEqual(30)
  expect(match.stats.takeovers).toBe(0)
})

test('who leaves is gone when that is written down', async () => {
  let hasLeft = false
  const note = () => {
    hasLeft = true
  }
  void match.leave().then(note)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(hasLeft).toBe(false)
  first.say({ body: { case: 'seatReleased', value: {} } })
  await vi.advanceTimersByTimeAsync(0)
  expect(hasLeft).toBe(true)
})

test('who leaves does not wait for a database that does not answer', async () => {
  const leaving = match.leave()
  await vi.advanceTimersByTimeAsync(2_000)
  await leaving
})
