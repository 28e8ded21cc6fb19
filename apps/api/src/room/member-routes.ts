import { randomBytes, randomUUID } from 'node:crypto'
import { playerIdSchema } from '@gameserver/protocol/http'
import {
  ownRoomSchema,
  type Room,
  roomAnswerSchema,
  roomIdSchema,
  roomPlayerSchema,
  roomReadySchema,
  updateRoomSchema,
} from '@gameserver/protocol/rooms'
import { findGame } from '@gameserver/storage/games'
import { kickFromRoom, leaveRoom } from '@gameserver/storage/room-leaving'
import { setRoomReady, startRoomReadyCheck } from '@gameserver/storage/room-ready'
import { setRoomHost, updateRoom } from '@gameserver/storage/room-settings'
import { type RoomMatch, startRoom } from '@gameserver/storage/room-start'
import { findRoomOf } from '@gameserver/storage/rooms'
import { createRoute, z } from '@hono/zod-openapi'
import { createRouter, jsonBody, jsonResponse, type Router, refusals } from '../http/router.ts'
import { accessTokenSecurity, signedIn } from '../http/signed-in.ts'
import { hashPassword } from '../login/password.ts'
import { placeMatch } from '../queue/matcher.ts'
import { QueueBook } from '../queue/queue-book.ts'
import type { Services } from '../services.ts'
import { unlessRefused } from './room-refusal.ts'
import { refuseSeats, seatLimits, teamsIn } from './room-settings.ts'

/** To find the button on a phone; nobody waits for longer. */
const readyCheckSeconds = 30

const ok = jsonResponse(roomAnswerSchema, 'The room as it is now')
const forHost = 'For the host: 404 `not_in_room`, 403 `not_host`.'

/** What members do in their room. */
export function roomMemberRoutes(services: Services): Router {
  const { sql } = services
  const router = createRouter()
  const book = new QueueBook(services)
  const guarded = { tags: ['Rooms'], security: accessTokenSecurity, middleware: signedIn(services) }

  const remove = createRoute({
    ...guarded,
    method: 'delete',
    path: '/v1/rooms/{id}/members/{playerId}',
    operationId: 'removeRoomMember',
    summary: 'Leave, or put another member out',
    description:
      'With the own id: leave. The longest player who is there is the host then, if the host left; with the last player the room ' +
      'is over. 409 `in_match`: who plays in its match leaves that, and the room with it. With the id of another one, for the ' +
      'host: that member is put out, and not let in again. 404 `not_in_room`, `not_member`. 403 `not_host`. 409 `room_running`: ' +
      'players are not put out of a match.',
    request: { params: z.object({ id: roomIdSchema, playerId: playerIdSchema }) },
    responses: {
      200: jsonResponse(ownRoomSchema, 'The room as it is now; null for who has left it'),
      ...refusals(400, 401, 403, 404, 409),
    },
  })
  router.openapi(remove, async (context) => {
    const { id: roomId, playerId } = context.req.valid('param')
    const hostId = context.get('player').id
    if (playerId !== hostId) {
      const room = unlessRefused(await kickFromRoom(sql, { roomId, hostId, playerId }))
      return context.json({ room }, 200)
    }
    unlessRefused(await leaveRoom(sql, { roomId, playerId }))
    return context.json({ room: null }, 200)
  })

  const update = createRoute({
    ...guarded,
    method: 'patch',
    path: '/v1/rooms/mine',
    operationId: 'updateRoom',
    summary: 'Change what the room is',
    description: `${forHost} 409 \`room_running\`, \`seats_taken\`, \`seats_below_least\`.`,
    request: { body: jsonBody(updateRoomSchema) },
    responses: { 200: ok, ...refusals(400, 401, 403, 404, 409, 413, 415) },
  })
  router.openapi(update, async (context) => {
    const { password, ...changes } = context.req.valid('json')
    const hostId = context.get('player').id
    if (changes.seatsMax !== undefined) await refuseSeatsOf(hostId, changes.seatsMax)
    const passwordHash = password == null ? password : await hashPassword(password)
    const room = await updateRoom(sql, { hostId, changes: { ...changes, passwordHash } })
    return context.json({ room: unlessRefused(room) }, 200)
  })

  const setHost = createRoute({
    ...guarded,
    method: 'put',
    path: '/v1/rooms/mine/host',
    operationId: 'setRoomHost',
    summary: 'Make another player the host',
    description: `${forHost} 404 \`not_member\`. 409 \`is_spectator\`.`,
    request: { body: jsonBody(roomPlayerSchema) },
    responses: { 200: ok, ...refusals(400, 401, 403, 404, 409, 413, 415) },
  })
  router.openapi(setHost, async (context) => {
    const hostId = context.get('player').id
    const room = await setRoomHost(sql, { hostId, ...context.req.valid('json') })
    return context.json({ room: unlessRefused(room) }, 200)
  })

  const ready = createRoute({
    ...guarded,
    method: 'put',
    path: '/v1/rooms/mine/ready',
    operationId: 'setRoomReady',
    summary: 'Say whether one is ready',
    description:
      'In a ready check, the last one who is starts the match. 404 `not_in_room`. 409 `room_running`, `is_spectator`.',
    request: { body: jsonBody(roomReadySchema) },
    responses: { 200: ok, ...refusals(400, 401, 404, 409, 413, 415) },
  })
  router.openapi(ready, async (context) => {
    const playerId = context.get('player').id
    const { isReady } = context.req.valid('json')
    const match = await newMatch(playerId)
    const room = unlessRefused(await setRoomReady(sql, { playerId, isReady, ...match }))
    return context.json({ room: placed(room, match) }, 200)
  })

  const check = createRoute({
    ...guarded,
    method: 'post',
    path: '/v1/rooms/mine/ready-check',
    operationId: 'startRoomReadyCheck',
    summary: 'Ask all players anew whether they are ready',
    description:
      `${forHost} The host is. The match starts as soon as all are; after ${readyCheckSeconds} seconds, or when a player ` +
      'leaves, the room waits again. 409 `room_running`, `ready_check_under_way`, `too_few_players`.',
    responses: { 200: ok, ...refusals(401, 403, 404, 409) },
  })
  router.openapi(check, async (context) => {
    const hostId = context.get('player').id
    const match = await newMatch(hostId)
    const asked = { hostId, seconds: readyCheckSeconds, ...match }
    const room = unlessRefused(await startRoomReadyCheck(sql, asked))
    return context.json({ room: placed(room, match) }, 200)
  })

  const start = createRoute({
    ...guarded,
    method: 'post',
    path: '/v1/rooms/mine/start',
    operationId: 'startRoom',
    summary: 'Begin the match',
    description:
      `${forHost} All other players have said that they are ready: 409 \`not_ready\`. 409 \`room_running\`, ` +
      '`too_few_players`. Players are seated in the order in which they joined, in modes with teams in one after the other.',
    responses: { 200: ok, ...refusals(401, 403, 404, 409) },
  })
  router.openapi(start, async (context) => {
    const hostId = context.get('player').id
    const match = await newMatch(hostId)
    const room = unlessRefused(await startRoom(sql, { hostId, ...match }))
    return context.json({ room: placed(room, match) }, 200)
  })

  return router

  async function newMatch(playerId: string): Promise<RoomMatch> {
    const room = unlessRefused((await findRoomOf(sql, playerId)) ?? 'not_in_room')
    const teams = teamsIn(await book.find(room.game, room.mode))
    return { matchId: randomUUID(), seed: randomBytes(4).readUInt32LE(), teams }
  }

  /** The match, if it has just begun, is offered to the authorities. */
  function placed(room: Room, { matchId }: RoomMatch): Room {
    if (room.matchId !== matchId) return room
    const { game, mode, region, members } = room
    const seats = members.filter(({ role }) => role === 'player')
    placeMatch(services, { id: matchId, game, mode, region, seats })
    return room
  }

  async function refuseSeatsOf(playerId: string, seatsMax: number): Promise<void> {
    const { game: gameId, mode } = unlessRefused((await findRoomOf(sql, playerId)) ?? 'not_in_room')
    const [game, queue] = [await findGame(sql, gameId), await book.find(gameId, mode)]
    if (game && queue) refuseSeats('seatsMax', seatsMax, seatLimits(game, queue))
  }
}
