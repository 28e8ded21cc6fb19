import { gamesSchema } from '@gameserver/protocol/http'
import { listGames } from '@gameserver/storage/games'
import { createRoute } from '@hono/zod-openapi'
import { createRouter, jsonResponse, type Router, refusals } from '../http/router.ts'
import type { Services } from '../services.ts'

export function gameRoutes({ sql }: Services): Router {
  const router = createRouter()
  const list = createRoute({
    method: 'get',
    path: '/v1/games',
    operationId: 'listGames',
    summary: 'The games the authorities have registered',
    tags: ['Games'],
    responses: { 200: jsonResponse(gamesSchema, 'By id'), ...refusals() },
  })
  router.openapi(list, async (context) => context.json({ games: [...(await listGames(sql))] }, 200))
  return router
}
