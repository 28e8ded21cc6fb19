import { matchHistorySchema } from '@gameserver/protocol/competition'
import { gameIdSchema, playerIdSchema } from '@gameserver/protocol/http'
import { storableText } from '@gameserver/protocol/storable'
import { type HistoryCursor, matchHistory } from '@gameserver/storage/match-history'
import { createRoute, z } from '@hono/zod-openapi'
import { createRouter, jsonResponse, type Router, refusals } from '../http/router.ts'
import { accessTokenSecurity, signedIn } from '../http/signed-in.ts'
import type { Services } from '../services.ts'
import { ratingRules } from '../settling/rating-rules.ts'

/** As it comes from a page before: the end of its last match, and that match. */
const cursorSchema = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z_[0-9a-f-]{36}$/)
  .meta({ description: '`cursor` of the page before' })

const querySchema = z.object({
  player: playerIdSchema.optional(),
  game: gameIdSchema.optional(),
  mode: storableText(64).min(1).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: cursorSchema.optional(),
})

export function matchHistoryRoutes(services: Services): Router {
  const router = createRouter()
  const list = createRoute({
    method: 'get',
    path: '/v1/matches',
    operationId: 'listMatches',
    summary: 'Matches that came to a result, newest first',
    tags: ['Matches'],
    security: accessTokenSecurity,
    middleware: signedIn(services),
    request: { query: querySchema },
    responses: { 200: jsonResponse(matchHistorySchema, 'A page'), ...refusals(400, 401) },
  })
  router.openapi(list, async (context) => {
    const { player: playerId, cursor, ...filter } = context.req.valid('query')
    const query = { ...filter, playerId, after: cursor === undefined ? undefined : parseCursor(cursor) }
    const { matches, next } = await matchHistory(services.sql, query, ratingRules.shown)
    return context.json({ matches, cursor: next && `${next.endedAt}_${next.id}` }, 200)
  })
  return router
}

function parseCursor(cursor: string): HistoryCursor {
  const [endedAt = '', id = ''] = cursor.split('_')
  return { endedAt, id }
}
