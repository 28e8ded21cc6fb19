import {
  createRoomSchema,
  findOrCreateRoomSchema,
  joinRoomByCodeSchema,
  joinRoomSchema,
  ownRoomSchema,
  roomAnswerSchema,
  roomIdSchema,
  roomListSchema,
} from '@gameserver/protocol/rooms'
import { areApart } from '@gameserver/storage/friends'
import { noteMembersSeen } from '@gameserver/storage/presence'
import { createRoom } from '@gameserver/storage/room-creation'
import { listRooms } from '@gameserver/storage/room-listing'
import { findRoomOf, readRoom } from '@gameserver/storage/rooms'
import { createRoute, z } from '@hono/zod-openapi'
import { rateLimit } from '../http/rate-limit.ts'
import { createRouter, jsonBody, jsonResponse, type Router, refusals } from '../http/router.ts'
import { accessTokenSecurity, signedIn } from '../http/signed-in.ts'
import { hashPassword } from '../login/password.ts'
import { QueueBook } from '../queue/queue-book.ts'
import type { Services } from '../services.ts'
import { roomJoiner } from './join-room.ts'
import { RoomFinder } from './room-finder.ts'
import { roomQuerySchema, toRoomQuery, writeCursor } from './room-query.ts'
import { refusalOf, unlessRefused } from './room-refusal.ts'
import { settleRoom } from './room-settings.ts'

const ok = jsonResponse(roomAnswerSchema, 'The room as it is now')
const elsewhere = '409 `in_room`, `in_match`, `already_queued`: the player is elsewhere; leave that first.'
const joinDescription =
  '404 `unknown_room` also where one of the player and the host has blocked the other. ' +
  'Joining the own room changes nothing. A match that runs is joined with its room, in games that take players while they run; ' +
  'else it is 409 `room_running`. 409 `room_full`, `room_ended`, `wrong_version`, `no_spectators`. ' +
  '403 `wrong_password`; guesses are limited for each player and room. 403 `kicked`: the host has put the player out. ' +
  `${elsewhere} With \`withParty\`, 404 \`not_in_party\`, 403 \`not_leader\`, and what goes for one member goes for all.`

/** Rooms as everybody finds them. */
export function roomRoutes(services: Services): Router {
  const { sql, redis, config } = services
  const { trustedProxies, rateLimits } = config
  const router = createRouter()
  const book = new QueueBook(services)
  const finder = new RoomFinder(sql)
  const join = roomJoiner(services)
  const isSignedIn = signedIn(services)
  const guarded = { tags: ['Rooms'], security: accessTokenSecurity, middleware: isSignedIn }
  const limitCreation = rateLimit({
    ...{ redis, trustedProxies, name: 'room-create', of: 'player' },
    perMinute: rateLimits.roomCreatePerMinute,
  })

  const list = createRoute({
    ...guarded,
    method: 'get',
    path: '/v1/rooms',
    operationId: 'listRooms',
    summary: 'Public rooms that are not over, newest first',
    description:
      'Rooms may be filtered by their own properties, as with `properties.map=desert`. A page follows another by its `cursor`: ' +
      'rooms that come or go in between shift nothing. Left out are rooms where one of the player and the host has blocked the other.',
    request: { query: roomQuerySchema },
    responses: { 200: jsonResponse(roomListSchema, 'A page'), ...refusals(400, 401) },
  })
  router.openapi(list, async (context) => {
    const { rooms, next } = await listRooms(
      sql,
      toRoomQuery(context.req.valid('query'), context.get('player').id),
    )
    return context.json({ rooms, cursor: writeCursor(next) }, 200)
  })

  const create = createRoute({
    ...guarded,
    middleware: [isSignedIn, limitCreation] as const,
    method: 'post',
    path: '/v1/rooms',
    operationId: 'createRoom',
    summary: 'A room of which the player is the host',
    description: `404 \`unknown_game\`, \`unknown_mode\`. 409 \`wrong_version\`. ${elsewhere}`,
    request: { body: jsonBody(createRoomSchema) },
    responses: { 201: ok, ...refusals(400, 401, 404, 409, 413, 415, 429) },
  })
  router.openapi(create, async (context) => {
    const { password, visibility, allowsSpectators, ...asked } = context.req.valid('json')
    const { id: hostId, name: hostName } = context.get('player')
    const settled = await settleRoom(services, book, { asked, hostName })
    const passwordHash = password === undefined ? null : await hashPassword(password)
    const room = { ...settled, visibility, allowsSpectators, passwordHash }
    return context.json({ room: unlessRefused(await createRoom(sql, { hostId, room })) }, 201)
  })

  const find = createRoute({
    ...guarded,
    middleware: [isSignedIn, limitCreation] as const,
    method: 'post',
    path: '/v1/rooms/find-or-create',
    operationId: 'findOrCreateRoom',
    summary: 'Into the fullest waiting room that fits, or a new one',
    description:
      'Of public rooms without a password, with these properties at least. However many ask at once, no room is made while ' +
      'another one has a seat, but for those who have blocked its host, or whom the host has blocked. Who is in such a room already stays there, so a request may be repeated. ' +
      `404 \`unknown_game\`, \`unknown_mode\`. 409 \`wrong_version\`. ${elsewhere}`,
    request: { body: jsonBody(findOrCreateRoomSchema) },
    responses: { 200: ok, ...refusals(400, 401, 404, 409, 413, 415, 429) },
  })
  router.openapi(find, async (context) => {
    const asked = context.req.valid('json')
    const { id: playerId, name: hostName } = context.get('player')
    const newRoom = await settleRoom(services, book, { asked, hostName })
    const { game, mode, region, properties, gameVersion } = newRoom
    const wanted = { game, mode, region, properties, gameVersion, seatsMax: asked.seatsMax }
    return context.json({ room: unlessRefused(await finder.find(wanted, { playerId, newRoom })) }, 200)
  })

  const mine = createRoute({
    ...guarded,
    method: 'get',
    path: '/v1/rooms/mine',
    operationId: 'getOwnRoom',
    summary: "The player's room",
    description:
      'Asking now and then, or listening to the live stream, shows that the player is there. Who is not heard of for half a ' +
      'minute is shown as away, and is dropped after two minutes from a room that waits (unless configured otherwise).',
    responses: { 200: jsonResponse(ownRoomSchema, 'The room, or null'), ...refusals(401) },
  })
  router.openapi(mine, async (context) => {
    const { id } = context.get('player')
    await noteMembersSeen(sql, 'room_members', [id])
    return context.json({ room: (await findRoomOf(sql, id)) ?? null }, 200)
  })

  const joinByCode = createRoute({
    ...guarded,
    method: 'post',
    path: '/v1/rooms/join',
    operationId: 'joinRoomByCode',
    summary: 'Join by a code',
    description: `Of a room that is not over; 404 \`unknown_room\`. Limited for each player and address. ${joinDescription}`,
    middleware: [
      rateLimit({
        ...{ redis, trustedProxies, name: 'room-code-address' },
        perMinute: rateLimits.roomCodePerAddressPerMinute,
      }),
      isSignedIn,
      rateLimit({
        ...{ redis, trustedProxies, name: 'room-code', of: 'player' },
        perMinute: rateLimits.roomCodePerMinute,
      }),
    ] as const,
    request: { body: jsonBody(joinRoomByCodeSchema) },
    responses: { 200: ok, ...refusals(400, 401, 403, 404, 409, 413, 415, 429) },
  })
  router.openapi(joinByCode, async (context) => {
    const { code, ...request } = context.req.valid('json')
    return context.json({ room: await join(context.get('player'), { code }, request) }, 200)
  })

  const read = createRoute({
    ...guarded,
    method: 'get',
    path: '/v1/rooms/{id}',
    operationId: 'getRoom',
    summary: 'A room with its members',
    description: 'A private one is shown to its members, and to who knows its code. 404 `unknown_room`.',
    request: {
      params: z.object({ id: roomIdSchema }),
      query: z.object({ code: joinRoomByCodeSchema.shape.code.optional() }),
    },
    responses: { 200: ok, ...refusals(400, 401, 404) },
  })
  router.openapi(read, async (context) => {
    const room = unlessRefused((await readRoom(sql, context.req.valid('param').id)) ?? 'unknown_room')
    const { id: playerId } = context.get('player')
    if (room.members.some((member) => member.playerId === playerId)) return context.json({ room }, 200)
    const isKnown = room.code === context.req.valid('query').code
    if (room.visibility === 'private' && !isKnown) throw refusalOf('unknown_room')
    if (room.hostId !== null && (await areApart(sql, { playerId, otherId: room.hostId })))
      throw refusalOf('unknown_room')
    return context.json({ room }, 200)
  })

  const joinById = createRoute({
    ...guarded,
    method: 'post',
    path: '/v1/rooms/{id}/join',
    operationId: 'joinRoom',
    summary: 'Join a public room',
    description: `404 \`unknown_room\`: there is none, or it is private, to be joined by its code. ${joinDescription}`,
    request: { params: z.object({ id: roomIdSchema }), body: jsonBody(joinRoomSchema) },
    responses: { 200: ok, ...refusals(400, 401, 403, 404, 409, 413, 415, 429) },
  })
  router.openapi(joinById, async (context) => {
    const { id: roomId } = context.req.valid('param')
    const room = await join(context.get('player'), { roomId }, context.req.valid('json'))
    return context.json({ room }, 200)
  })

  return router
}
