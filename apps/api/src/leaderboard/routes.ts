import {
  leaderboardIdSchema,
  leaderboardSchema,
  leaderboardsSchema,
  ownRankSchema,
  seasonSchema,
  seasonsSchema,
} from '@gameserver/protocol/competition'
import { gameIdSchema, playerIdSchema } from '@gameserver/protocol/http'
import { findFriendIds } from '@gameserver/storage/friends-lists'
import { listLeaderboardRules } from '@gameserver/storage/leaderboard-definitions'
import { listSeasons } from '@gameserver/storage/leaderboard-seasons'
import type { Leaderboards, Season } from '@gameserver/storage/leaderboards'
import { createRoute, z } from '@hono/zod-openapi'
import { notFound } from '../http/refusal.ts'
import { createRouter, jsonResponse, type Router, refusals } from '../http/router.ts'
import { accessTokenSecurity, signedIn } from '../http/signed-in.ts'
import type { Services } from '../services.ts'
import { PageCache } from './page-cache.ts'

const tags = ['Leaderboards']

/** At a time, by their ids. */
const playersAskedMax = 100
/** Two years of weekly ones. */
const seasonsListedMax = 104

const pathSchema = z.object({ id: leaderboardIdSchema })
const seasonQuery = {
  season: z.coerce
    .number()
    .pipe(seasonSchema)
    .optional()
    .meta({ description: 'A past one; the present one without it' }),
}
const pageSchema = z.object({
  ...seasonQuery,
  limit: z.coerce.number().int().min(1).max(100).default(20),
  offset: z.coerce.number().int().min(0).max(10_000_000).default(0),
})
const playersSchema = z
  .string()
  .transform((list) => list.split(','))
  .pipe(z.array(playerIdSchema).min(1).max(playersAskedMax))
  .meta({ description: `Ids of up to ${playersAskedMax} players, separated by commas` })

const amongSchema = z
  .object({
    ...seasonQuery,
    ids: playersSchema.optional(),
    friends: z.literal('true').optional().meta({ description: 'The friends of the player' }),
  })
  .refine(({ ids, friends }) => (ids === undefined) !== (friends === undefined), {
    path: ['ids'],
    message: 'must be given unless friends is true',
  })

export function leaderboardRoutes(services: Services): Router {
  const { sql, leaderboards } = services
  const pages = new PageCache()
  const router = createRouter()
  const guarded = { tags, security: accessTokenSecurity, middleware: signedIn(services) }

  const list = createRoute({
    method: 'get',
    path: '/v1/leaderboards',
    operationId: 'listLeaderboards',
    summary: 'The leaderboards, with the season each is in',
    tags,
    request: { query: z.object({ game: gameIdSchema.optional() }) },
    responses: { 200: jsonResponse(leaderboardsSchema, 'By id'), ...refusals(400) },
  })
  router.openapi(list, async (context) => {
    const rules = await listLeaderboardRules(sql, context.req.valid('query').game)
    const found = await Promise.all(rules.map(({ id }) => leaderboards.find(id)))
    return context.json({ leaderboards: found.filter((definition) => definition !== undefined) }, 200)
  })

  const top = createRoute({
    method: 'get',
    path: '/v1/leaderboards/{id}',
    operationId: 'getLeaderboard',
    summary: 'The best players of a season',
    description: 'Shown as it was at most a tenth of a second ago.',
    tags,
    request: { params: pathSchema, query: pageSchema },
    responses: { 200: jsonResponse(leaderboardSchema, 'Best first'), ...refusals(400, 404) },
  })
  router.openapi(top, async (context) => {
    const { id } = context.req.valid('param')
    const { season, limit, offset } = context.req.valid('query')
    const json = await pages.get(`${id} ${season} ${offset} ${limit}`, async () =>
      leaderboards.top(await seasonOf(leaderboards, id, season), { offset, limit }),
    )
    return context.body(json, 200, { 'content-type': 'application/json' }) as never
  })

  const own = createRoute({
    ...guarded,
    method: 'get',
    path: '/v1/leaderboards/{id}/me',
    operationId: 'getOwnRank',
    summary: 'The own rank, and those around it',
    request: { params: pathSchema, query: z.object(seasonQuery) },
    responses: {
      200: jsonResponse(ownRankSchema, '`row` is null without a score'),
      ...refusals(400, 401, 404),
    },
  })
  router.openapi(own, async (context) => {
    const season = await seasonOf(
      leaderboards,
      context.req.valid('param').id,
      context.req.valid('query').season,
    )
    return context.json(await leaderboards.own(season, context.get('player').id), 200)
  })

  const among = createRoute({
    ...guarded,
    method: 'get',
    path: '/v1/leaderboards/{id}/players',
    operationId: 'getRanksOfPlayers',
    summary: 'How certain players stand, or the own friends',
    description:
      'With their ranks among all. Who has no score is left out. Either `ids`, or `friends=true` for the friends of the player, and ' +
      'the player.',
    request: { params: pathSchema, query: amongSchema },
    responses: { 200: jsonResponse(leaderboardSchema, 'Best first'), ...refusals(400, 401, 404) },
  })
  router.openapi(among, async (context) => {
    const { ids = [], friends, season } = context.req.valid('query')
    const found = await seasonOf(leaderboards, context.req.valid('param').id, season)
    const { id: playerId } = context.get('player')
    const asked = friends ? [playerId, ...(await findFriendIds(sql, playerId))] : ids
    return context.json(await leaderboards.among(found, [...new Set(asked)]), 200)
  })

  const seasons = createRoute({
    method: 'get',
    path: '/v1/leaderboards/{id}/seasons',
    operationId: 'listSeasons',
    summary: 'The present season and those before it',
    tags,
    request: { params: pathSchema },
    responses: { 200: jsonResponse(seasonsSchema, 'Newest first'), ...refusals(400, 404) },
  })
  router.openapi(seasons, async (context) => {
    const { id } = context.req.valid('param')
    if ((await leaderboards.find(id)) === undefined) throw notFound('leaderboard')
    return context.json({ seasons: await listSeasons(sql, id, seasonsListedMax) }, 200)
  })

  return router
}

async function seasonOf(leaderboards: Leaderboards, id: string, season: number | undefined): Promise<Season> {
  const found = await leaderboards.season(id, season)
  if (found === undefined) throw notFound(season === undefined ? 'leaderboard' : 'season of this leaderboard')
  return found
}
