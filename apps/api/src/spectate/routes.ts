import { gameIdSchema, matchIdSchema } from '@gameserver/protocol/http'
import { liveMatchesSchema, watchMatchSchema, watchTokenSchema } from '@gameserver/protocol/spectate'
import {
  findDescription,
  findSeated,
  findWatchable,
  listRunning,
  noteWatched,
  type RunningCursor,
  type RunningMatch,
} from '@gameserver/storage/spectating'
import { createRoute, z } from '@hono/zod-openapi'
import { rateLimit } from '../http/rate-limit.ts'
import { notFound, Refusal, unavailable } from '../http/refusal.ts'
import { createRouter, jsonBody, jsonResponse, type Router, refusals } from '../http/router.ts'
import { accessTokenSecurity, signedIn } from '../http/signed-in.ts'
import type { Services } from '../services.ts'
import { WatchRooms } from './watch-rooms.ts'
import { termsFor, termsOf } from './watchable.ts'

/** As it comes from a page before: when its last match was made, and that match. */
const cursorSchema = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  .meta({ description: '`cursor` of the page before' })

const querySchema = z.object({
  game: gameIdSchema.optional(),
  limit: z.coerce.number().int().min(1).max(50).default(20),
  cursor: cursorSchema.optional(),
})

export function spectateRoutes(services: Services): Router {
  const { sql, redis, config, log } = services
  const { trustedProxies, rateLimits } = config
  const router = createRouter()
  const rooms = new WatchRooms(config.livekit)
  const isSignedIn = signedIn(services)
  const guarded = { tags: ['Spectators'], security: accessTokenSecurity }

  const list = createRoute({
    ...guarded,
    method: 'get',
    path: '/v1/matches/live',
    operationId: 'listLiveMatches',
    summary: 'Matches that run and that everybody may watch, newest first',
    description:
      'Without those of private rooms, of rooms with a password, and of rooms and games that allow no spectators.',
    middleware: isSignedIn,
    request: { query: querySchema },
    responses: { 200: jsonResponse(liveMatchesSchema, 'A page'), ...refusals(400, 401) },
  })
  router.openapi(list, async (context) => {
    const { cursor, ...query } = context.req.valid('query')
    const { matches, next } = await listRunning(sql, {
      ...query,
      after: cursor === undefined ? undefined : parseCursor(cursor),
    })
    const counts = await countSpectators(matches)
    const listed = matches.flatMap(({ id, room, region: _region, isWatched, terms, ...match }) => {
      const delaySeconds = termsOf({ terms })?.delaySeconds
      if (delaySeconds === undefined) return []
      return [
        { ...match, matchId: id, delaySeconds, spectators: isWatched ? (counts?.get(room) ?? null) : 0 },
      ]
    })
    return context.json({ matches: listed, cursor: next && `${next.createdAt}_${next.id}` }, 200)
  })

  const watch = createRoute({
    ...guarded,
    method: 'post',
    path: '/v1/matches/{id}/watch',
    operationId: 'watchMatch',
    summary: 'A LiveKit token for the room in which the match is shown',
    description:
      'Good for ten minutes, to enter the room; who is in it may stay. There one hears, and can send nothing. The picture begins ' +
      'within three seconds, and with a delay that much later, unless others watch already. 403 `not_watchable`: the game or the ' +
      'match’s room has no spectators, or the room is private and neither is the player a member of it nor `code` its code. ' +
      '409 `not_started`. 409 `match_over`. 409 `in_match`: the player has a seat in it. 409 `spectators_full`. 503 also while ' +
      'LiveKit is away.',
    middleware: [
      isSignedIn,
      rateLimit({
        ...{ redis, trustedProxies, name: 'watch', of: 'player' },
        perMinute: rateLimits.watchPerMinute,
      }),
    ] as const,
    request: { params: z.object({ id: matchIdSchema }), body: jsonBody(watchMatchSchema) },
    responses: {
      200: jsonResponse(watchTokenSchema, 'The token, and what is watched'),
      ...refusals(400, 401, 403, 404, 409, 413, 415, 429),
    },
  })
  router.openapi(watch, async (context) => {
    const { id: playerId } = context.get('player')
    const match = await findWatchable(sql, { matchId: context.req.valid('param').id, playerId })
    if (match === undefined) throw notFound('match')
    const { code, wantsDescription } = context.req.valid('json')
    const { max, delaySeconds, reveals } = termsFor(match, code)
    const { id: matchId, game, gameVersion, schemaHash, mode, startedAt } = match
    if (startedAt === null || schemaHash === null) throw new Refusal(403, 'not_watchable', 'It is not shown')
    const taken = await enterable(match, max)
    if (taken >= max) throw new Refusal(409, 'spectators_full', `No more than ${max} may watch it`)
    await noteWatched(sql, matchId)
    const token = await rooms.token(match, playerId)
    const players = await findSeated(sql, matchId)
    const shown = { matchId, game, gameVersion, schemaHash, mode, startedAt, delaySeconds, reveals, players }
    const description = wantsDescription ? await findDescription(sql, game) : undefined
    return context.json({ ...token, ...shown, ...(description && { description }) }, 200)
  })
  return router

  /** Opens the room, and says how many are in it. */
  async function enterable(match: { room: string; region: string | null; game: string }, max: number) {
    try {
      await rooms.open(match, match.game, max)
      return (await rooms.count([match])).get(match.room) ?? 0
    } catch (error) {
      log.warn({ err: error, room: match.room }, "a match's room for spectators could not be opened")
      throw unavailable('LiveKit')
    }
  }

  /** Undefined while LiveKit does not answer: the list is good without. */
  async function countSpectators(matches: readonly RunningMatch[]) {
    const watched = matches.filter(({ isWatched }) => isWatched)
    return rooms.count(watched).catch((error: Error) => {
      log.warn({ err: error }, 'spectators could not be counted')
      return undefined
    })
  }
}

function parseCursor(cursor: string): RunningCursor {
  const [createdAt = '', id = ''] = cursor.split('_')
  return { createdAt, id }
}
