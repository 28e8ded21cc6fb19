import { blockedPlayersSchema, blocksMax } from '@gameserver/protocol/friend'
import { playerIdSchema } from '@gameserver/protocol/http'
import { blockPlayer, listBlocked, unblockPlayer } from '@gameserver/storage/friends-blocking'
import { createRoute, z } from '@hono/zod-openapi'
import { createRouter, jsonResponse, type Router, refusals } from '../http/router.ts'
import { accessTokenSecurity, signedIn } from '../http/signed-in.ts'
import type { Services } from '../services.ts'
import { friendRefusal, refuseSelf } from './friend-refusal.ts'

const otherPath = z.object({ playerId: playerIdSchema })
const pageSchema = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(100),
  offset: z.coerce.number().int().min(0).max(blocksMax).default(0),
})

export function blockRoutes(services: Services): Router {
  const { sql } = services
  const router = createRouter()
  const guarded = { tags: ['Friends'], security: accessTokenSecurity, middleware: signedIn(services) }

  const list = createRoute({
    ...guarded,
    method: 'get',
    path: '/v1/blocks',
    operationId: 'listBlocked',
    summary: 'Whom the player has blocked',
    request: { query: pageSchema },
    responses: { 200: jsonResponse(blockedPlayersSchema, 'A page'), ...refusals(400, 401) },
  })
  router.openapi(list, async (context) => {
    const page = { playerId: context.get('player').id, ...context.req.valid('query') }
    return context.json(await listBlocked(sql, page), 200)
  })

  const block = createRoute({
    ...guarded,
    method: 'put',
    path: '/v1/blocks/{playerId}',
    operationId: 'blockPlayer',
    summary: 'Have nothing to do with a player',
    description:
      'The other one can neither ask to be friends nor invite to a party, and is not told of it. They are friends no more, ' +
      'invites to parties between them are gone, and rooms of which one is the host are none for the other. 404 ' +
      `\`unknown_player\`. 409 \`too_many_blocks\`: of ${blocksMax}.`,
    request: { params: otherPath },
    responses: { 204: { description: 'Blocked' }, ...refusals(400, 401, 404, 409) },
  })
  router.openapi(block, async (context) => {
    const { id: playerId } = context.get('player')
    const { playerId: otherId } = context.req.valid('param')
    refuseSelf(playerId, otherId)
    const outcome = await blockPlayer(sql, { playerId, otherId })
    if (outcome !== 'blocked') throw friendRefusal(outcome)
    return context.body(null, 204)
  })

  const unblock = createRoute({
    ...guarded,
    method: 'delete',
    path: '/v1/blocks/{playerId}',
    operationId: 'unblockPlayer',
    summary: 'Let a player ask again',
    description: 'What was between them before does not come back.',
    request: { params: otherPath },
    responses: { 204: { description: 'Not blocked' }, ...refusals(400, 401) },
  })
  router.openapi(unblock, async (context) => {
    const pair = { playerId: context.get('player').id, otherId: context.req.valid('param').playerId }
    await unblockPlayer(sql, pair)
    return context.body(null, 204)
  })

  return router
}
