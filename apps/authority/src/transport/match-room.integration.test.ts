import { randomUUID } from 'node:crypto'
import { connectRoom, type RoomConnection, type RoomParticipant, shutdown } from '@gameserver/livekit'
import { authorityIdentityOf } from '@gameserver/protocol/topics'
import { type OwnLivekit, startOwnLivekit } from '@gameserver/services/livekit/own-livekit'
import { AccessToken } from 'livekit-server-sdk'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { eventually, pause } from '../testing.ts'
import { LivekitApi } from './livekit-api.ts'
import { MatchRoom } from './match-room.ts'

const log = pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' })

let livekit: OwnLivekit
beforeAll(async () => {
  livekit = await startOwnLivekit()
})
afterAll(async () => {
  await shutdown()
  await livekit.stop()
})

let name: string
const opened: { close(): Promise<unknown> }[] = []
beforeEach(() => {
  name = `race-${randomUUID().slice(0, 8)}`
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.close()))
})

const apiOf = (authorityId: string) =>
  new LivekitApi({ ...livekit, identity: authorityIdentityOf(authorityId) })

/** What a match hears of its room. */
class Heard {
  readonly said: string[] = []
  readonly packets: string[] = []
  /** Who is thought to be there. */
  readonly thoughtThere = new Set<string>()
  readonly listener = {
    packet: ({ identity }: RoomParticipant, _topic: string, payload: Uint8Array) =>
      void this.packets.push(`${identity}: ${Buffer.from(payload)}`),
    joined: ({ identity }: RoomParticipant) => {
      this.said.push(`${identity} joined`)
      this.thoughtThere.add(identity)
    },
    left: (identity: string) => {
      this.said.push(`${identity} left`)
      this.thoughtThere.delete(identity)
    },
    present: () => this.thoughtThere,
    interrupted: () => void this.said.push('interrupted'),
    resumed: () => void this.said.push('resumed'),
    replaced: () => void this.said.push('replaced'),
    lost: (reason: string) => void this.said.push(`lost: ${reason}`),
  }
}

async function enter(authorityId = '1', endsBy: readonly ('room_closed' | 'room_deleted')[] = []) {
  const room = await MatchRoom.enter({ api: apiOf(authorityId), name, gameId: 'race', endsBy, log })
  const heard = new Heard()
  opened.push({ close: () => room.close({ delete: true }) })
  return { room, heard }
}

async function attended(authorityId?: string) {
  const { room, heard } = await enter(authorityId)
  room.attend(heard.listener)
  return { room, heard }
}

/** A player who says something thirty times a second, and notes what becomes of the connection. */
async function player(identity: string) {
  const token = new AccessToken(livekit.apiKey, livekit.apiSecret, { identity })
  token.addGrant({ room: name, roomJoin: true, canPublishData: true, canSubscribe: true })
  const received: string[] = []
  const seen: string[] = []
  const states: string[] = []
  const connection: RoomConnection = await connectRoom(livekit.url, await token.toJwt(), {
    packet: (sender, _topic, payload) => void received.push(`${sender.identity}: ${Buffer.from(payload)}`),
    joined: (participant) => void seen.push(participant.identity),
    left: () => {},
    reconnecting: () => void states.push('reconnecting'),
    closed: (reason) => void states.push(reason),
  })
  const talking = setInterval(() => connection.publish('input', Buffer.from('go'), { reliable: false }), 33)
  const close = async () => {
    clearInterval(talking)
    await connection.close()
  }
  opened.push({ close })
  return { connection, received, seen, states, close }
}

const hasHeard = (heard: Heard, identity: string) =>
  eventually(() => expect(heard.packets).toContain(`${identity}: go`))

test('who attends is told who is there, and who is thought to be there and is not', async () => {
  const { room, heard } = await enter()
  await player('ada')
  heard.thoughtThere.add('bo')
  await pause(500)
  expect(heard.said).toEqual([])
  room.attend(heard.listener)
  expect(heard.said).toContain('bo left')
  await hasHeard(heard, 'ada')
  expect(heard.thoughtThere).toEqual(new Set(['ada']))
})

test('a standby disturbs nobody, speaks at once when it is its turn, and puts out the one before', async () => {
  const former = await attended('1')
  const ada = await player('ada')
  await hasHeard(former.heard, 'ada')
  const standby = await enter('2')
  await eventually(() => expect(ada.seen).toContain('authority-2'))
  expect(former.heard.said.filter((said) => said !== 'ada joined')).toEqual(['authority-2 joined'])
  expect(standby.heard.packets).toEqual([])
  standby.room.attend(standby.heard.listener)
  await hasHeard(standby.heard, 'ada')
  standby.room.publish('events', Buffer.from('mine'), { reliable: true })
  await eventually(() => expect(ada.received).toContain('authority-2: mine'))
  expect(ada.states).toEqual([])
  standby.room.removeFormer()
  await eventually(() => expect(former.heard.said).toContain('interrupted'))
  await former.room.close({ delete: false })
})

test('a second connection of one process ends the first', async () => {
  const first = await attended()
  // What comes sooner is taken for a remainder of its own.
  await pause(3_500)
  await attended()
  await eventually(() => expect(first.heard.said).toContain('replaced'))
})

test('whoever LiveKit has not told of is found by its list', async () => {
  const { heard } = await attended()
  heard.thoughtThere.add('nobody')
  await eventually(() => expect(heard.said).toContain('nobody left'))
})

test('a room that an operator deletes is made again', async () => {
  const { room, heard } = await attended()
  await player('ada')
  await hasHeard(heard, 'ada')
  await apiOf('operator').deleteRoom(name)
  await eventually(() => expect(heard.said.slice(-2)).toEqual(['ada left', 'resumed']))
  const back = await player('ada')
  heard.packets.length = 0
  await hasHeard(heard, 'ada')
  await eventually(() => {
    room.publish('events', Buffer.from('again'), { reliable: true })
    expect(back.received).toContain('authority-1: again')
  })
})

test('who stands by does not make a room again that is deleted', async () => {
  const { room } = await enter('2', ['room_closed', 'room_deleted'])
  await player('ada')
  await apiOf('operator').deleteRoom(name)
  await room.ended
  await room.close({ delete: false })
  expect(await apiOf('operator').participants(name)).toEqual([])
})

test('who is not to return does not, whatever ends the connection', async () => {
  const owner = await attended('1')
  const { room } = await enter('2')
  room.neverReturn()
  owner.room.removeFormer()
  await room.ended
  expect((await apiOf('1').participants(name)).map(({ identity }) => identity)).toEqual(['authority-1'])
})

test.each([0, 3_000])('comes back to a LiveKit that died and is there again after %i ms', async (downMs) => {
  const { room, heard } = await attended()
  const ada = await player('ada')
  await hasHeard(heard, 'ada')
  const diedMs = performance.now()
  await livekit.kill()
  // LiveKit's client would bring her back.
  void ada.close()
  await eventually(() => expect(heard.said).toContain('interrupted'))
  const noticedMs = performance.now() - diedMs
  await pause(downMs)
  await livekit.startAgain()
  const startedMs = performance.now()
  await eventually(() => expect(heard.said).toContain('resumed'))
  const backMs = performance.now() - startedMs
  log.info({ downMs, noticedMs, backMs }, 'back')
  // Usually one second and two: the rest is for a machine that stands still meanwhile.
  expect(noticedMs).toBeLessThan(15_000)
  expect(backMs).toBeLessThan(20_000)
  await eventually(() => expect(heard.thoughtThere).not.toContain('ada'))
  expect(heard.said.filter((said) => said === 'interrupted')).toHaveLength(1)
  const bo = await player('bo')
  await hasHeard(heard, 'bo')
  room.publish('events', Buffer.from('hello'), { reliable: true })
  await eventually(() => expect(bo.received).toContain('authority-1: hello'))
})

test('notices a LiveKit that hangs, and goes on with it when it does', async () => {
  const { room, heard } = await attended()
  const ada = await player('ada')
  await hasHeard(heard, 'ada')
  livekit.pause()
  await eventually(() => expect(heard.said).toContain('interrupted'))
  await pause(2_000)
  livekit.resume()
  await eventually(() => expect(heard.said).toContain('resumed'))
  expect(heard.thoughtThere).toEqual(new Set(['ada']))
  heard.packets.length = 0
  await hasHeard(heard, 'ada')
  room.publish('events', Buffer.from('on we go'), { reliable: true })
  await eventually(() => expect(ada.received).toContain('authority-1: on we go'))
})
