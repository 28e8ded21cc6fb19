import { seasonGrantsSchema } from '@gameserver/protocol/competition'
import { playerGrants } from '@gameserver/storage/season-grants'
import { createRoute } from '@hono/zod-openapi'
import { createRouter, jsonResponse, type Router, refusals } from '../http/router.ts'
import { accessTokenSecurity, signedIn } from '../http/signed-in.ts'
import type { Services } from '../services.ts'

const grantsListedMax = 100

export function seasonRoutes(services: Services): Router {
  const router = createRouter()
  const grants = createRoute({
    method: 'get',
    path: '/v1/players/me/rewards',
    operationId: 'listOwnRewards',
    summary: 'What ranks in ended seasons have brought the player',
    tags: ['Leaderboards'],
    security: accessTokenSecurity,
    middleware: signedIn(services),
    responses: { 200: jsonResponse(seasonGrantsSchema, `The latest ${grantsListedMax}`), ...refusals(401) },
  })
  router.openapi(grants, async (context) => {
    const { id } = context.get('player')
    return context.json({ grants: await playerGrants(services.sql, id, grantsListedMax) }, 200)
  })
  return router
}
