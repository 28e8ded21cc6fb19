import { playerIdSchema, playerSchema, statsSchema, updatePlayerSchema } from '@gameserver/protocol/http'
import { findPlayer, renamePlayer } from '@gameserver/storage/accounts'
import { playerStats } from '@gameserver/storage/stats'
import { createRoute, z } from '@hono/zod-openapi'
import { notFound } from '../http/refusal.ts'
import { createRouter, jsonBody, jsonResponse, type Router, refusals } from '../http/router.ts'
import { accessTokenSecurity, signedIn } from '../http/signed-in.ts'
import type { Services } from '../services.ts'

const tags = ['Players']
const pathSchema = z.object({ id: playerIdSchema })

export function playerRoutes(services: Services): Router {
  const { sql, playerChanges } = services
  const router = createRouter()
  const guarded = { tags, security: accessTokenSecurity, middleware: signedIn(services) }

  const me = createRoute({
    ...guarded,
    method: 'get',
    path: '/v1/players/me',
    operationId: 'getMe',
    summary: 'The own profile',
    responses: { 200: jsonResponse(playerSchema, 'The player'), ...refusals(401) },
  })
  router.openapi(me, (context) => context.json(context.get('player'), 200))

  const updateMe = createRoute({
    ...guarded,
    method: 'patch',
    path: '/v1/players/me',
    operationId: 'updateMe',
    summary: 'Change the own profile',
    request: { body: jsonBody(updatePlayerSchema) },
    responses: { 200: jsonResponse(playerSchema, 'The player'), ...refusals(400, 401, 404, 413, 415) },
  })
  router.openapi(updateMe, async (context) => {
    const player = await renamePlayer(sql, context.get('player').id, context.req.valid('json').name)
    if (player === undefined) throw notFound('player')
    playerChanges.noticed(player.id)
    return context.json(player, 200)
  })

  const other = createRoute({
    ...guarded,
    method: 'get',
    path: '/v1/players/{id}',
    operationId: 'getPlayer',
    summary: "A player's profile",
    request: { params: pathSchema },
    responses: { 200: jsonResponse(playerSchema, 'The player'), ...refusals(400, 401, 404) },
  })
  router.openapi(other, async (context) => {
    const player = await findPlayer(sql, context.req.valid('param').id)
    if (player === undefined) throw notFound('player')
    return context.json(player, 200)
  })

  const stats = createRoute({
    ...guarded,
    method: 'get',
    path: '/v1/players/{id}/stats',
    operationId: 'getPlayerStats',
    summary: 'What a player has done in each game',
    request: { params: pathSchema },
    responses: { 200: jsonResponse(statsSchema, 'By game'), ...refusals(400, 401, 404) },
  })
  router.openapi(stats, async (context) => {
    const { id } = context.req.valid('param')
    const [player, games] = await Promise.all([findPlayer(sql, id), playerStats(sql, id)])
    if (player === undefined) throw notFound('player')
    return context.json({ playerId: id, games }, 200)
  })

  return router
}
