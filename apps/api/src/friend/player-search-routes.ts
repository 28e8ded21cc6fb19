import { foundPlayersSchema, namePrefixSchema } from '@gameserver/protocol/friend'
import { findPlayersByName } from '@gameserver/storage/friends-lists'
import { createRoute, z } from '@hono/zod-openapi'
import { createRouter, jsonResponse, type Router, refusals } from '../http/router.ts'
import { accessTokenSecurity, signedIn } from '../http/signed-in.ts'
import type { Services } from '../services.ts'

const querySchema = z.object({
  name: namePrefixSchema,
  limit: z.coerce.number().int().min(1).max(50).default(20),
})

export function playerSearchRoutes(services: Services): Router {
  const router = createRouter()
  const find = createRoute({
    method: 'get',
    path: '/v1/players',
    operationId: 'findPlayers',
    summary: 'Players by the beginning of their names',
    description: 'Many may have the same name. Ask for more of the name to see others.',
    tags: ['Players'],
    security: accessTokenSecurity,
    middleware: signedIn(services),
    request: { query: querySchema },
    responses: { 200: jsonResponse(foundPlayersSchema, 'The first of them'), ...refusals(400, 401) },
  })
  router.openapi(find, async (context) => {
    const { name: prefix, limit } = context.req.valid('query')
    const { id: playerId } = context.get('player')
    return context.json({ players: await findPlayersByName(services.sql, { playerId, prefix, limit }) }, 200)
  })
  return router
}
