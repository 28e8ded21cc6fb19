import { gameIdSchema, leaderboardSchema, ownRankSchema } from '@gameserver/protocol/http'
import { findGame } from '@gameserver/storage/games'
import { createRoute, z } from '@hono/zod-openapi'
import { notFound } from '../http/refusal.ts'
import { createRouter, jsonResponse, type Router, refusals } from '../http/router.ts'
import { accessTokenSecurity, signedIn } from '../http/signed-in.ts'
import type { Services } from '../services.ts'

const tags = ['Leaderboards']
const pathSchema = z.object({ id: gameIdSchema })
const pageSchema = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  offset: z.coerce.number().int().min(0).max(10_000_000).default(0),
})

export function leaderboardRoutes(services: Services): Router {
  const { sql, leaderboards } = services
  const router = createRouter()

  const top = createRoute({
    method: 'get',
    path: '/v1/leaderboards/{id}',
    operationId: 'getLeaderboard',
    summary: "A game's best players",
    tags,
    request: { params: pathSchema, query: pageSchema },
    responses: { 200: jsonResponse(leaderboardSchema, 'Best first'), ...refusals(400, 404) },
  })
  router.openapi(top, async (context) => {
    const { id } = context.req.valid('param')
    if ((await findGame(sql, id)) === undefined) throw notFound('leaderboard')
    return context.json(await leaderboards.top(id, context.req.valid('query')), 200)
  })

  const own = createRoute({
    method: 'get',
    path: '/v1/leaderboards/{id}/me',
    operationId: 'getOwnRank',
    summary: 'The own rank, and those around it',
    tags,
    security: accessTokenSecurity,
    middleware: signedIn(services),
    request: { params: pathSchema },
    responses: {
      200: jsonResponse(ownRankSchema, '`row` is null without a score'),
      ...refusals(400, 401, 404),
    },
  })
  router.openapi(own, async (context) => {
    const { id } = context.req.valid('param')
    if ((await findGame(sql, id)) === undefined) throw notFound('leaderboard')
    return context.json(await leaderboards.own(id, context.get('player').id), 200)
  })

  return router
}
