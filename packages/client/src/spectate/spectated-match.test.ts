import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf'
import { MatchAuthority, SpectatorFeed, schemaHash } from '@gameserver/engine'
import { duel } from '@gameserver/games/duel/duel.ts'
import {
  AuthorityEventSchema,
  Phase,
  Presence,
  StatePacketSchema,
} from '@gameserver/protocol/generated/gameserver/v1/wire_pb'
import type { Match } from '@gameserver/protocol/http'
import type { WatchToken } from '@gameserver/protocol/spectate'
import { authorityIdentity } from '@gameserver/protocol/topics'
import { expect, test } from 'vitest'
import { ApiError } from '../http/api-error.ts'
import type { CloseReason, RoomListener, Sender, Transport } from '../transport.ts'
import { SpectatedMatch } from './spectated-match.ts'

const authority: Sender = { identity: authorityIdentity, isAgent: true }
const tickMs = 1_000 / duel.tickRate

const token: WatchToken = {
  ...{ url: 'ws://nowhere', token: 't', room: 'duel-1-watch', identity: 'watch-1', expiresAt: '' },
  ...{ matchId: 'm', game: 'duel', gameVersion: duel.version, schemaHash: schemaHash(duel), mode: 'quick' },
  ...{ startedAt: '2026-01-01T00:00:00.000Z', delaySeconds: 0, reveals: 'public' },
  players: [{ playerId: 'a', name: 'Ada', slot: 0, team: 0 }],
}

/** A room in this process, and a match that is shown in it. */
class Stage implements Transport {
  entered = 0
  #listener: RoomListener | undefined
  readonly #match = new MatchAuthority({ game: duel, seed: 7, seats: 2 })
  #feed = new SpectatorFeed({ game: duel, delayMs: 0 })
  /** By so much its successor stands before where it was seen to be. */
  #setBackTicks = 0

  constructor() {
    for (const slot of [0, 1]) this.#match.join(slot)
  }

  async connect(_url: string, _token: string, listener: RoomListener) {
    this.entered++
    this.#listener = listener
    return { publish: () => false, voice: undefined, close: async () => {} }
  }

  /** The next owner's match is shown to the same spectator. */
  lendTo(next: Stage): void {
    next.#listener = this.#listener
  }

  /** Another owner goes on a little before where the match was seen to be. */
  takeOver(setBackTicks: number): void {
    this.#setBackTicks += setBackTicks
    this.#feed = new SpectatorFeed({ game: duel, delayMs: 0 })
  }

  lose(reason: CloseReason): void {
    this.#listener?.closed(reason)
  }

  say(event: MessageInitShape<typeof AuthorityEventSchema>, sender: Sender | undefined = authority): void {
    const payload = toBinary(AuthorityEventSchema, create(AuthorityEventSchema, event))
    this.#listener?.packet(sender, 'events', payload)
  }

  /** Ticks of the match as they are shown. */
  show(ticks: number, epoch = 1): void {
    for (let made = 0; made < ticks; made++) {
      this.#match.step()
      const { tick } = this
      if (this.#match.isSnapshotDue)
        this.#feed.addMoment({ tick, state: this.#match.snapshotMoment().state }, tick * tickMs)
      for (const item of this.#feed.take(tick * tickMs)) {
        if (item.kind !== 'snapshot') continue
        const { blocks, isPrivate } = item.packet
        const packet = create(StatePacketSchema, { epoch, tick, isPrivate, blocks: [...blocks] })
        this.#listener?.packet(authority, 'state', toBinary(StatePacketSchema, packet))
      }
    }
  }

  get tick(): number {
    return this.#match.tick - this.#setBackTicks
  }
}

const over = { endedAt: '2026-01-01T00:03:00.000Z', reason: 'finished' }
const result = [{ slot: 0, playerId: 'a', name: 'Ada', score: 3, rank: 1 }]
const booked = { ...over, players: result } as unknown as Match

async function watching(stage: Stage, options: { again?: () => Promise<WatchToken>; match?: Match } = {}) {
  const { again = async () => token, match = booked } = options
  const heard: string[] = []
  const watched = await SpectatedMatch.enter({
    game: duel,
    token,
    transport: stage,
    fetchToken: again,
    fetchMatch: async () => match,
  })
  watched.on('ended', ({ reason, standings }) =>
    heard.push(`ended ${reason} ${standings.map(({ name, score }) => `${name} ${score}`)}`),
  )
  watched.on('phase', (phase) => heard.push(phase))
  watched.on('roster', (seats) => heard.push(seats.map(({ name, presence }) => `${name} ${presence}`).join()))
  watched.on('connection', (connection) =>
    heard.push(connection.state === 'closed' ? connection.reason : connection.state),
  )
  return { watched, heard }
}

test('there is no picture at first, then the match as it is', async () => {
  const stage = new Stage()
  const { watched } = await watching(stage)
  expect(watched.view(performance.now())).toBeUndefined()
  expect(watched.roster).toMatchObject([{ slot: 0, name: 'Ada', team: 0 }])
  stage.show(120)
  expect(watched.tick).toBeGreaterThan(110)
  expect(watched.view(performance.now())?.world).toBeDefined()
  expect(watched.stats).toMatchObject({ desyncs: 0, malformedEvents: 0, interruptions: 0 })
})

test('what is said is heard once, though it is said again, and from the authority alone', async () => {
  const stage = new Stage()
  const { heard } = await watching(stage)
  const running = { case: 'phaseChange', value: { phase: Phase.RUNNING } } as const
  const seats = [{ slot: 0, playerId: 'a', name: 'Ada', presence: Presence.DISCONNECTED }]
  const scores = [{ slot: 0, score: 3, rank: 1 }]
  const ended = { case: 'matchEnded' as const, value: { reason: 'finished', scores } }
  stage.say({ epoch: 1, sequence: 0, body: ended }, { identity: 'watch-2', isAgent: false })
  stage.say({ epoch: 1, sequence: 0, body: ended }, { identity: authorityIdentity, isAgent: false })
  for (const sequence of [1, 1, 0]) {
    stage.say({ epoch: 1, sequence, body: running })
    stage.say({ epoch: 1, sequence: sequence && 2, body: { case: 'roster', value: { seats } } })
  }
  for (const sequence of [7, 7, 0]) stage.say({ epoch: 1, sequence, body: ended })
  stage.lose('room_closed')
  await expect.poll(() => heard.at(-1)).toBe('ended')
  expect(heard).toEqual(['running', 'Ada disconnected', 'ended', 'ended finished Ada 3', 'ended'])
})

test('a new owner goes on where the old one was: the picture follows at once, and never goes back', async () => {
  const stage = new Stage()
  const { watched } = await watching(stage)
  stage.show(120)
  const drawn = watched.view(performance.now())?.tick ?? Number.NaN
  stage.takeOver(4)
  stage.show(2, 2)
  expect(watched.tick).toBe(120)
  stage.show(4, 2)
  expect(watched.tick).toBe(stage.tick)
  expect(watched.view(performance.now())?.tick).toBeGreaterThanOrEqual(drawn)
  stage.show(120, 2)
  expect(watched.tick).toBe(stage.tick)
  expect(watched.stats).toMatchObject({ desyncs: 0 })
})

test('a match that begins anew is shown from its beginning, and the old picture stays until then', async () => {
  const [before, after] = [new Stage(), new Stage()]
  const { watched } = await watching(before)
  before.show(120)
  const { tick } = watched
  before.lendTo(after)
  after.show(2, 2)
  expect(watched.view(performance.now())).toBeDefined()
  after.show(120, 2)
  before.show(60, 1)
  expect(watched.tick).toBe(after.tick)
  expect(watched.tick).toBeLessThanOrEqual(tick + 2)
  expect(watched.stats.desyncs).toBe(0)
  expect(watched.stats.drops.get('stale_epoch')).toBeGreaterThan(0)
})

test('a room that closes without a word about the end has it looked up', async () => {
  const stage = new Stage()
  const again = async () => {
    throw new ApiError(409, 'match_over', '')
  }
  const { heard } = await watching(stage, { again })
  stage.lose('room_closed')
  await expect.poll(() => heard).toEqual(['reconnecting', 'ended', 'ended', 'ended finished Ada 3'])
})

test('a lost connection is made anew, unless the match is over meanwhile', async () => {
  const stage = new Stage()
  let isOver = false
  const again = async () => {
    if (isOver) throw new ApiError(409, 'match_over', '')
    return token
  }
  const { watched, heard } = await watching(stage, { again })
  stage.lose('lost')
  await expect.poll(() => stage.entered).toBe(2)
  expect(heard).toEqual(['reconnecting', 'connected'])
  expect(watched.stats.interruptions).toBe(1)
  isOver = true
  stage.lose('lost')
  await expect.poll(() => heard.at(-1)).toBe('ended finished Ada 3')
  expect(watched.connection).toEqual({ state: 'closed', reason: 'ended' })
})

test('a match of another version is not watched', async () => {
  const other = { ...token, schemaHash: 1 }
  const entering = SpectatedMatch.enter({
    ...{ game: duel, token: other, transport: new Stage() },
    ...{ fetchToken: async () => other, fetchMatch: async () => booked },
  })
  await expect(entering).rejects.toMatchObject({ reason: 'version_mismatch' })
})
