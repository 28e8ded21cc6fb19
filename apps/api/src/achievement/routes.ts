import { achievementsSchema, playerAchievementsSchema } from '@gameserver/protocol/competition'
import { gameIdSchema, playerIdSchema } from '@gameserver/protocol/http'
import { findPlayer } from '@gameserver/storage/accounts'
import { listAchievements, playerAchievements } from '@gameserver/storage/achievements'
import { createRoute, z } from '@hono/zod-openapi'
import { notFound } from '../http/refusal.ts'
import { createRouter, jsonResponse, type Router, refusals } from '../http/router.ts'
import { accessTokenSecurity, signedIn } from '../http/signed-in.ts'
import type { Services } from '../services.ts'

const tags = ['Achievements']
const querySchema = z.object({ game: gameIdSchema.optional() })

export function achievementRoutes(services: Services): Router {
  const { sql } = services
  const router = createRouter()

  const list = createRoute({
    method: 'get',
    path: '/v1/achievements',
    operationId: 'listAchievements',
    summary: 'What there is to achieve',
    tags,
    request: { query: querySchema },
    responses: { 200: jsonResponse(achievementsSchema, 'Those over all games first'), ...refusals(400) },
  })
  router.openapi(list, async (context) => {
    return context.json({ achievements: await listAchievements(sql, context.req.valid('query').game) }, 200)
  })

  const ofPlayer = createRoute({
    method: 'get',
    path: '/v1/players/{id}/achievements',
    operationId: 'getPlayerAchievements',
    summary: 'How far a player is with each achievement',
    tags,
    security: accessTokenSecurity,
    middleware: signedIn(services),
    request: { params: z.object({ id: playerIdSchema }), query: querySchema },
    responses: {
      200: jsonResponse(playerAchievementsSchema, 'With progress, and since when unlocked'),
      ...refusals(400, 401, 404),
    },
  })
  router.openapi(ofPlayer, async (context) => {
    const { id: playerId } = context.req.valid('param')
    const { game } = context.req.valid('query')
    const [player, achievements] = await Promise.all([
      findPlayer(sql, playerId),
      playerAchievements(sql, { playerId, game }),
    ])
    if (player === undefined) throw notFound('player')
    return context.json({ playerId, achievements }, 200)
  })

  return router
}
