import { matchIdSchema, matchSchema } from '@gameserver/protocol/http'
import { findMatch } from '@gameserver/storage/match-lookup'
import { createRoute, z } from '@hono/zod-openapi'
import { notFound, Refusal } from '../http/refusal.ts'
import { createRouter, jsonResponse, type Router, refusals } from '../http/router.ts'
import { accessTokenSecurity, signedIn } from '../http/signed-in.ts'
import type { Services } from '../services.ts'

export function matchRoutes(services: Services): Router {
  const router = createRouter()
  const read = createRoute({
    method: 'get',
    path: '/v1/matches/{id}',
    operationId: 'getMatch',
    summary: 'A match with its players',
    description: 'While it runs, for its players; once it is over, for everybody.',
    tags: ['Matches'],
    security: accessTokenSecurity,
    middleware: signedIn(services),
    request: { params: z.object({ id: matchIdSchema }) },
    responses: { 200: jsonResponse(matchSchema, 'The match'), ...refusals(400, 401, 403, 404) },
  })
  router.openapi(read, async (context) => {
    const match = await findMatch(services.sql, context.req.valid('param').id)
    if (match === undefined) throw notFound('match')
    const isPlayer = match.players.some(({ playerId }) => playerId === context.get('player').id)
    if (match.endedAt === null && !isPlayer)
      throw new Refusal(403, 'not_your_match', 'This match is still running')
    return context.json(match, 200)
  })
  return router
}
