import {
  friendRequestsMax,
  friendRequestsSchema,
  friendStateSchema,
  friendsMax,
  friendsSchema,
  requestFriendSchema,
} from '@gameserver/protocol/friend'
import { playerIdSchema } from '@gameserver/protocol/http'
import { acceptFriend, declineFriend, removeFriend, requestFriend } from '@gameserver/storage/friends'
import { listFriendRequests, listFriends } from '@gameserver/storage/friends-lists'
import { createRoute, z } from '@hono/zod-openapi'
import { rateLimit } from '../http/rate-limit.ts'
import { createRouter, jsonBody, jsonResponse, type Router, refusals } from '../http/router.ts'
import { accessTokenSecurity, signedIn } from '../http/signed-in.ts'
import type { Services } from '../services.ts'
import { friendRefusal, refuseSelf } from './friend-refusal.ts'

const otherPath = z.object({ playerId: playerIdSchema })
const pageSchema = z.object({
  limit: z.coerce.number().int().min(1).max(friendsMax).default(100),
  offset: z.coerce.number().int().min(0).max(friendsMax).default(0),
})

export function friendRoutes(services: Services): Router {
  const { sql, redis, config } = services
  const router = createRouter()
  const isSignedIn = signedIn(services)
  const guarded = { tags: ['Friends'], security: accessTokenSecurity, middleware: isSignedIn }

  const list = createRoute({
    ...guarded,
    method: 'get',
    path: '/v1/friends',
    operationId: 'listFriends',
    summary: 'The own friends',
    request: { query: pageSchema },
    responses: { 200: jsonResponse(friendsSchema, 'A page'), ...refusals(400, 401) },
  })
  router.openapi(list, async (context) => {
    const page = { playerId: context.get('player').id, ...context.req.valid('query') }
    return context.json(await listFriends(sql, page), 200)
  })

  const request = createRoute({
    ...guarded,
    method: 'post',
    path: '/v1/friends',
    operationId: 'requestFriend',
    summary: 'Ask a player to be friends',
    description:
      'Who has been asked by the other one agrees by it. Asking again changes nothing. 404 `unknown_player`. 403 `blocked`: one of ' +
      `the two has blocked the other. 409 \`too_many_friends\`: one of the two has ${friendsMax}. 409 ` +
      `\`too_many_open_requests\`: the player has asked ${friendRequestsMax} who have not answered, or the other one has as many ` +
      'to answer. Limited for each player.',
    middleware: [
      isSignedIn,
      rateLimit({
        ...{ redis, trustedProxies: config.trustedProxies, name: 'friend-request', of: 'player' },
        perMinute: config.rateLimits.friendRequestPerMinute,
      }),
    ] as const,
    request: { body: jsonBody(requestFriendSchema) },
    responses: {
      200: jsonResponse(friendStateSchema, 'How it is now'),
      ...refusals(400, 401, 403, 404, 409, 413, 415, 429),
    },
  })
  router.openapi(request, async (context) => {
    const { id: playerId } = context.get('player')
    const { playerId: otherId } = context.req.valid('json')
    refuseSelf(playerId, otherId)
    const outcome = await requestFriend(sql, { playerId, otherId })
    if (typeof outcome === 'string') throw friendRefusal(outcome)
    return context.json(outcome, 200)
  })

  const requests = createRoute({
    ...guarded,
    method: 'get',
    path: '/v1/friends/requests',
    operationId: 'listFriendRequests',
    summary: 'Requests that are not answered yet',
    responses: { 200: jsonResponse(friendRequestsSchema, 'To the player, and from'), ...refusals(401) },
  })
  router.openapi(requests, async (context) =>
    context.json(await listFriendRequests(sql, context.get('player').id), 200),
  )

  const accept = createRoute({
    ...guarded,
    method: 'post',
    path: '/v1/friends/requests/{playerId}/accept',
    operationId: 'acceptFriend',
    summary: 'Be friends with who has asked',
    description: 'Accepting again changes nothing. 404 `request_gone`. 409 `too_many_friends`.',
    request: { params: otherPath },
    responses: { 200: jsonResponse(friendStateSchema, 'Friends'), ...refusals(400, 401, 404, 409) },
  })
  router.openapi(accept, async (context) => {
    const pair = { playerId: context.get('player').id, otherId: context.req.valid('param').playerId }
    const outcome = await acceptFriend(sql, pair)
    if (typeof outcome === 'string') throw friendRefusal(outcome)
    return context.json(outcome, 200)
  })

  const decline = createRoute({
    ...guarded,
    method: 'post',
    path: '/v1/friends/requests/{playerId}/decline',
    operationId: 'declineFriend',
    summary: 'Want none of it',
    description:
      'Declining what is gone changes nothing. Who does not want to be asked again blocks the player.',
    request: { params: otherPath },
    responses: { 204: { description: 'The request is gone' }, ...refusals(400, 401) },
  })
  router.openapi(decline, async (context) => {
    const pair = { playerId: context.get('player').id, otherId: context.req.valid('param').playerId }
    await declineFriend(sql, pair)
    return context.body(null, 204)
  })

  const remove = createRoute({
    ...guarded,
    method: 'delete',
    path: '/v1/friends/{playerId}',
    operationId: 'removeFriend',
    summary: 'Be no friends any more, or take the own request back',
    description: 'Where there is neither, nothing changes.',
    request: { params: otherPath },
    responses: { 204: { description: 'They are no friends' }, ...refusals(400, 401) },
  })
  router.openapi(remove, async (context) => {
    const pair = { playerId: context.get('player').id, otherId: context.req.valid('param').playerId }
    await removeFriend(sql, pair)
    return context.body(null, 204)
  })

  return router
}
