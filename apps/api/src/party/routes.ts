import { randomUUID } from 'node:crypto'
import { playerIdSchema } from '@gameserver/protocol/http'
import {
  createPartySchema,
  joinPartySchema,
  ownPartySchema,
  partyPlayerSchema,
  partyReadySchema,
  partySizeMost,
  partyTokenSchema,
} from '@gameserver/protocol/party'
import { findPartyOf, findPartyRoomOf } from '@gameserver/storage/parties'
import {
  createParty,
  disbandParty,
  joinByCode,
  kickMember,
  leaveParty,
  promoteMember,
} from '@gameserver/storage/party-membership'
import { setReady, startReadyCheck } from '@gameserver/storage/party-ready'
import { noteMembersSeen } from '@gameserver/storage/presence'
import { createRoute, z } from '@hono/zod-openapi'
import { rateLimit } from '../http/rate-limit.ts'
import { unavailable } from '../http/refusal.ts'
import { createRouter, jsonBody, jsonResponse, type Router, refusals } from '../http/router.ts'
import { accessTokenSecurity, signedIn } from '../http/signed-in.ts'
import { LivekitRooms } from '../room/livekit-rooms.ts'
import { visitDescription, visitOf, visitQuerySchema } from '../room/room-visit.ts'
import type { Services } from '../services.ts'
import { unlessRefused } from './party-refusal.ts'

/** To find the button on a phone; nobody waits for longer. */
const readyCheckSeconds = 30

/** Between the last one's leaving the LiveKit room and a reload's return. */
const emptySeconds = 60

/** Members, and as many whose connection LiveKit has not yet given up while they are back under a new one. */
const participantsMax = partySizeMost * 2

const ok = jsonResponse(ownPartySchema, "The player's party as it is now")
const memberPath = z.object({ playerId: playerIdSchema })
const queued = '409 `party_in_queue`: it waits in a queue.'

export function partyRoutes(services: Services): Router {
  const { sql, redis, config, log } = services
  const { trustedProxies, rateLimits } = config
  const router = createRouter()
  const rooms = new LivekitRooms(config.livekit)
  const isSignedIn = signedIn(services)
  const guarded = { tags: ['Parties'], security: accessTokenSecurity, middleware: isSignedIn }

  const create = createRoute({
    ...guarded,
    method: 'post',
    path: '/v1/parties',
    operationId: 'createParty',
    summary: 'A party of which the player is the leader',
    description: '409 `in_another_party`: leave that first.',
    request: { body: jsonBody(createPartySchema) },
    responses: { 201: ok, ...refusals(400, 401, 409, 413, 415) },
  })
  router.openapi(create, async (context) => {
    const { sizeMax } = context.req.valid('json')
    const party = await createParty(sql, { id: randomUUID(), playerId: context.get('player').id, sizeMax })
    return context.json({ party: unlessRefused(party) }, 201)
  })

  const read = createRoute({
    ...guarded,
    method: 'get',
    path: '/v1/parties/me',
    operationId: 'getParty',
    summary: "The player's party",
    description:
      'Asking now and then, or listening to the live stream, shows that the player is there. Who is not heard of for half a ' +
      'minute is shown as away, and is dropped after ten minutes (unless configured otherwise).',
    responses: { 200: ok, ...refusals(401) },
  })
  router.openapi(read, async (context) => {
    const { id } = context.get('player')
    await noteMembersSeen(sql, 'party_members', [id])
    return context.json({ party: (await findPartyOf(sql, id)) ?? null }, 200)
  })

  const disband = createRoute({
    ...guarded,
    method: 'delete',
    path: '/v1/parties/me',
    operationId: 'disbandParty',
    summary: 'End the party for all its members',
    description: `For the leader. 404 \`not_in_party\`. 403 \`not_leader\`. ${queued}`,
    responses: { 200: ok, ...refusals(401, 403, 404, 409) },
  })
  router.openapi(disband, async (context) => {
    unlessRefused(await disbandParty(sql, context.get('player').id))
    return context.json({ party: null }, 200)
  })

  const join = createRoute({
    ...guarded,
    method: 'post',
    path: '/v1/parties/join',
    operationId: 'joinParty',
    summary: 'Join by a code',
    description:
      'Joining the own party changes nothing. 404 `unknown_code`. 409 `party_full`. 409 `in_another_party`, unless ' +
      `\`leaveCurrent\` is true. ${queued} Limited for each player, and for each address.`,
    middleware: [
      rateLimit({
        ...{ redis, trustedProxies, name: 'party-join-address' },
        perMinute: rateLimits.partyJoinPerAddressPerMinute,
      }),
      isSignedIn,
      rateLimit({
        ...{ redis, trustedProxies, name: 'party-join', of: 'player' },
        perMinute: rateLimits.partyJoinPerMinute,
      }),
    ] as const,
    request: { body: jsonBody(joinPartySchema) },
    responses: { 200: ok, ...refusals(400, 401, 404, 409, 413, 415, 429) },
  })
  router.openapi(join, async (context) => {
    const playerId = context.get('player').id
    const party = await joinByCode(sql, { playerId, ...context.req.valid('json') })
    return context.json({ party: unlessRefused(party) }, 200)
  })

  const remove = createRoute({
    ...guarded,
    method: 'delete',
    path: '/v1/parties/me/members/{playerId}',
    operationId: 'removePartyMember',
    summary: 'Leave, or put another member out',
    description:
      "With the own id: leave. The longest member who is there leads then, if the leader left; a party's last member ends it; a " +
      'party that waits in a queue leaves it. With the id of another one, for the leader: that member is put out, and the code ' +
      `is a new one. 404 \`not_in_party\`, \`not_member\`. 403 \`not_leader\`. ${queued}`,
    request: { params: memberPath },
    responses: { 200: ok, ...refusals(400, 401, 403, 404, 409) },
  })
  router.openapi(remove, async (context) => {
    const { playerId } = context.req.valid('param')
    const leaderId = context.get('player').id
    if (playerId !== leaderId) {
      const party = unlessRefused(await kickMember(sql, { leaderId, playerId }))
      return context.json({ party }, 200)
    }
    unlessRefused(await leaveParty(sql, playerId))
    return context.json({ party: null }, 200)
  })

  const promote = createRoute({
    ...guarded,
    method: 'post',
    path: '/v1/parties/me/leader',
    operationId: 'promotePartyMember',
    summary: 'Make another member the leader',
    description: `For the leader. 404 \`not_in_party\`, \`not_member\`. 403 \`not_leader\`. ${queued}`,
    request: { body: jsonBody(partyPlayerSchema) },
    responses: { 200: ok, ...refusals(400, 401, 403, 404, 409, 413, 415) },
  })
  router.openapi(promote, async (context) => {
    const leaderId = context.get('player').id
    const party = await promoteMember(sql, { leaderId, ...context.req.valid('json') })
    return context.json({ party: unlessRefused(party) }, 200)
  })

  const ready = createRoute({
    ...guarded,
    method: 'put',
    path: '/v1/parties/me/ready',
    operationId: 'setPartyReady',
    summary: 'Say whether one is ready',
    description: `Whenever a member comes or goes, nobody is ready. 404 \`not_in_party\`. ${queued}`,
    request: { body: jsonBody(partyReadySchema) },
    responses: { 200: ok, ...refusals(400, 401, 404, 409, 413, 415) },
  })
  router.openapi(ready, async (context) => {
    const playerId = context.get('player').id
    const party = await setReady(sql, { playerId, isReady: context.req.valid('json').ready })
    return context.json({ party: unlessRefused(party) }, 200)
  })

  const check = createRoute({
    ...guarded,
    method: 'post',
    path: '/v1/parties/me/ready-check',
    operationId: 'startPartyReadyCheck',
    summary: 'Ask all members anew whether they are ready',
    description:
      `For the leader, who is. It ends when all are, after ${readyCheckSeconds} seconds, or when a member comes or goes. ` +
      `404 \`not_in_party\`. 403 \`not_leader\`. 409 \`ready_check_under_way\`. ${queued}`,
    responses: { 200: ok, ...refusals(401, 403, 404, 409) },
  })
  router.openapi(check, async (context) => {
    const leaderId = context.get('player').id
    const party = await startReadyCheck(sql, { leaderId, seconds: readyCheckSeconds })
    return context.json({ party: unlessRefused(party) }, 200)
  })

  const token = createRoute({
    ...guarded,
    method: 'get',
    path: '/v1/parties/me/token',
    operationId: 'getPartyToken',
    summary: "A LiveKit token for the party's room: voice and chat",
    description:
      'Good for ten minutes, to enter the room; who is in it may stay for as long as in the party. Who leaves the party is put ' +
      `out of the room. 404 \`not_in_party\`. ${visitDescription} 503 also while LiveKit is away.`,
    request: { query: visitQuerySchema },
    responses: { 200: jsonResponse(partyTokenSchema, 'The token'), ...refusals(400, 401, 404, 409) },
  })
  router.openapi(token, async (context) => {
    const player = context.get('player')
    const { partyId, room } = unlessRefused((await findPartyRoomOf(sql, player.id)) ?? 'not_in_party')
    const placed = { room, region: null }
    await rooms.open({ ...placed, emptySeconds, participantsMax }).catch((error: Error) => {
      log.warn({ err: error, room }, "a party's room could not be opened")
      throw unavailable('LiveKit')
    })
    const visit = await visitOf(services, player.id, 'party', context.req.valid('query').visit)
    return context.json({ partyId, ...(await rooms.token(player, placed)), visit }, 200)
  })

  return router
}
