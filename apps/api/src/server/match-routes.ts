import { matchIdSchema, playerIdSchema } from '@gameserver/protocol/http'
import {
  abandonMatchSchema,
  committedResultSchema,
  heartbeatAnswerSchema,
  heartbeatSchema,
  matchResultSchema,
  playerLeftSchema,
} from '@gameserver/protocol/server'
import { abandonMatch, commitResult, markPlayerLeft } from '@gameserver/storage/matches'
import { findServerMatch, noteHeartbeat, type ServerMatchState } from '@gameserver/storage/server-matches'
import { createRoute, z } from '@hono/zod-openapi'
import { notFound, Refusal } from '../http/refusal.ts'
import { createRouter, jsonBody, jsonResponse, type Router, refusals } from '../http/router.ts'
import { fromServer, serverTokenSecurity } from '../http/server-token.ts'
import type { Services } from '../services.ts'
import { refuseWrongScores } from './result-scores.ts'

const stale = '409 `stale_epoch`: another server has the match by now; stop.'

export function serverMatchRoutes(services: Services): Router {
  const { sql, config, metrics, log } = services
  const router = createRouter()
  const guarded = {
    tags: ['Studio servers'],
    security: serverTokenSecurity,
    middleware: fromServer(services),
    method: 'post' as const,
  }
  const matchPath = z.object({ id: matchIdSchema })

  const heartbeat = createRoute({
    ...guarded,
    path: '/v1/servers/matches/{id}/heartbeat',
    operationId: 'sendHeartbeat',
    summary: 'Keep the match, and hear what has changed',
    description:
      'Who is not heard of for `leaseSeconds` loses it to the next one that claims, and has it still if none does. Players are ' +
      `told that they can come when the status is first \`waiting\` or \`running\`. ${stale}`,
    request: { params: matchPath, body: jsonBody(heartbeatSchema) },
    responses: {
      200: jsonResponse(heartbeatAnswerSchema, 'The match as it is now'),
      ...refusals(400, 401, 404, 409, 413, 415),
    },
  })
  router.openapi(heartbeat, async (context) => {
    const { id: matchId } = context.req.valid('param')
    const { leaseMs } = config.servers
    const outcome = await noteHeartbeat(sql, { matchId, leaseMs, heartbeat: context.req.valid('json') })
    if (outcome === 'unknown_match') throw notFound('match of a server')
    if (outcome === 'stale_epoch') throw staleEpoch()
    return context.json(outcome, 200)
  })

  const left = createRoute({
    ...guarded,
    path: '/v1/servers/matches/{id}/players/{playerId}/left',
    operationId: 'reportPlayerLeft',
    summary: 'A player has left for good',
    description: `The player may queue again at once. Repeated, it changes nothing. ${stale}`,
    request: {
      params: z.object({ id: matchIdSchema, playerId: playerIdSchema }),
      body: jsonBody(playerLeftSchema),
    },
    responses: { 204: { description: 'The player is free' }, ...refusals(400, 401, 404, 409, 413, 415) },
  })
  router.openapi(left, async (context) => {
    const { id: matchId, playerId } = context.req.valid('param')
    const { epoch, fault } = context.req.valid('json')
    const match = await found(matchId)
    if (!match.playerIds.includes(playerId)) throw notFound('player in this match')
    await markPlayerLeft(sql, { matchId, epoch, playerId, fault })
    // Epochs only grow: if it is the match's now, it was so when the player was marked.
    if ((await found(matchId)).epoch !== epoch) throw staleEpoch()
    return context.body(null, 204)
  })

  const result = createRoute({
    ...guarded,
    path: '/v1/servers/matches/{id}/result',
    operationId: 'submitResult',
    summary: 'End the match with its result',
    description:
      'Counts once: ratings, leaderboards, achievements and history follow. The same result again is answered as `repeated`. ' +
      `${stale} 409 \`contradicted\`: the match has ended with another result, which stands. 400 \`score_out_of_range\`: a ` +
      'leaderboard of the game does not take it.',
    request: { params: matchPath, body: jsonBody(matchResultSchema) },
    responses: {
      200: jsonResponse(committedResultSchema, 'It counts'),
      ...refusals(400, 401, 404, 409, 413, 415),
    },
  })
  router.openapi(result, async (context) => {
    const { id: matchId } = context.req.valid('param')
    const ended = context.req.valid('json')
    const match = await found(matchId)
    await refuseWrongScores(sql, match, ended.scores)
    const outcome = await commitResult(sql, { matchId, ...ended })
    if (outcome === 'stale_epoch') throw staleEpoch()
    if (outcome === 'contradicted')
      throw new Refusal(409, 'contradicted', 'The match has ended with another result')
    if (outcome === 'committed') {
      metrics.serverMatches.inc({ game: match.game, outcome: 'ended' })
      log.info({ matchId, game: match.game, reason: ended.reason }, 'result of a server committed')
    }
    return context.json({ repeated: outcome === 'already_committed' }, 200)
  })

  const abandon = createRoute({
    ...guarded,
    path: '/v1/servers/matches/{id}/abandon',
    operationId: 'abandonMatch',
    summary: 'End the match without a result',
    description: `Its players may queue again. Repeated, it changes nothing. ${stale} 409 \`ended\`: it has a result.`,
    request: { params: matchPath, body: jsonBody(abandonMatchSchema) },
    responses: { 204: { description: 'It is over' }, ...refusals(400, 401, 404, 409, 413, 415) },
  })
  router.openapi(abandon, async (context) => {
    const { id: matchId } = context.req.valid('param')
    const { epoch, reason } = context.req.valid('json')
    const match = await found(matchId)
    if (await abandonMatch(sql, { matchId, epoch, reason })) {
      metrics.serverMatches.inc({ game: match.game, outcome: 'abandoned' })
      log.warn({ matchId, game: match.game, reason }, 'match abandoned by its server')
      return context.body(null, 204)
    }
    const now = await found(matchId)
    if (now.status === 'ended') throw new Refusal(409, 'ended', 'The match has ended with a result')
    if (now.epoch !== epoch) throw staleEpoch()
    return context.body(null, 204)
  })

  async function found(matchId: string): Promise<ServerMatchState> {
    const match = await findServerMatch(sql, matchId)
    if (match === undefined) throw notFound('match of a server')
    return match
  }

  return router
}

const staleEpoch = () => new Refusal(409, 'stale_epoch', 'The match has another owner, or is over')
