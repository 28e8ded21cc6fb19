import { playerRatingsSchema } from '@gameserver/protocol/competition'
import { gameIdSchema, playerIdSchema } from '@gameserver/protocol/http'
import { storableText } from '@gameserver/protocol/storable'
import { findPlayer } from '@gameserver/storage/accounts'
import { playerRatings } from '@gameserver/storage/ratings'
import { createRoute, z } from '@hono/zod-openapi'
import { notFound } from '../http/refusal.ts'
import { createRouter, jsonResponse, type Router, refusals } from '../http/router.ts'
import { accessTokenSecurity, signedIn } from '../http/signed-in.ts'
import type { Services } from '../services.ts'
import { ratingView } from '../settling/rating-rules.ts'

export function ratingRoutes(services: Services): Router {
  const { sql } = services
  const router = createRouter()
  const ofPlayer = createRoute({
    method: 'get',
    path: '/v1/players/{id}/ratings',
    operationId: 'getPlayerRatings',
    summary: "A player's ratings by game and mode, and how they came about",
    tags: ['Players'],
    security: accessTokenSecurity,
    middleware: signedIn(services),
    request: {
      params: z.object({ id: playerIdSchema }),
      query: z.object({
        game: gameIdSchema.optional(),
        mode: storableText(64).min(1).optional(),
        points: z.coerce
          .number()
          .int()
          .min(0)
          .max(1_000)
          .default(100)
          .meta({ description: 'Latest changes of each' }),
      }),
    },
    responses: { 200: jsonResponse(playerRatingsSchema, 'By game and mode'), ...refusals(400, 401, 404) },
  })
  router.openapi(ofPlayer, async (context) => {
    const { id: playerId } = context.req.valid('param')
    const { points: pointsMax, ...filter } = context.req.valid('query')
    const [player, ratings] = await Promise.all([
      findPlayer(sql, playerId),
      playerRatings(sql, { playerId, pointsMax, ...filter }, ratingView),
    ])
    if (player === undefined) throw notFound('player')
    return context.json({ playerId, ratings }, 200)
  })
  return router
}
