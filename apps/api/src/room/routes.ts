import { roomTokenSchema } from '@gameserver/protocol/http'
import { findLiveMatch } from '@gameserver/storage/match-lookup'
import { createRoute } from '@hono/zod-openapi'
import { Refusal } from '../http/refusal.ts'
import { createRouter, jsonResponse, type Router, refusals } from '../http/router.ts'
import { accessTokenSecurity, signedIn } from '../http/signed-in.ts'
import type { Services } from '../services.ts'
import { roomToken } from './room-token.ts'

export function roomRoutes(services: Services): Router {
  const router = createRouter()
  const token = createRoute({
    method: 'get',
    path: '/v1/auth/token',
    operationId: 'getRoomToken',
    summary: "A LiveKit token for the room of the player's match",
    description:
      '404 `no_match`: the player is in none. 409 `match_not_ready`: no authority has opened the room yet; ask again.',
    tags: ['Rooms'],
    security: accessTokenSecurity,
    middleware: signedIn(services),
    responses: { 200: jsonResponse(roomTokenSchema, 'Good for an hour'), ...refusals(401, 404, 409) },
  })
  router.openapi(token, async (context) => {
    const player = context.get('player')
    const match = await findLiveMatch(services.sql, player.id)
    if (match === undefined) throw new Refusal(404, 'no_match', 'The player is in no match')
    if (match.status === 'placing') {
      throw new Refusal(409, 'match_not_ready', 'The room is not open yet', { retryAfterSeconds: 1 })
    }
    return context.json(await roomToken(player, match, services.config), 200)
  })
  return router
}
