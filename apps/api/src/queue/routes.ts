import { type Game, joinQueueSchema, queueStatusSchema } from '@gameserver/protocol/http'
import { findGame } from '@gameserver/storage/games'
import { dequeue, enqueue } from '@gameserver/storage/tickets'
import { createRoute } from '@hono/zod-openapi'
import { badBody, Refusal } from '../http/refusal.ts'
import { createRouter, jsonBody, jsonResponse, type Router, refusals } from '../http/router.ts'
import { accessTokenSecurity, signedIn } from '../http/signed-in.ts'
import type { Services } from '../services.ts'
import { queueStatus } from './queue-status.ts'
import { createWaitEstimate } from './wait-estimate.ts'

export function queueRoutes(services: Services): Router {
  const { sql } = services
  const router = createRouter()
  const estimate = createWaitEstimate(sql)
  const guarded = { tags: ['Queue'], security: accessTokenSecurity, middleware: signedIn(services) }
  const ok = jsonResponse(queueStatusSchema, 'Where the player is now')

  const join = createRoute({
    ...guarded,
    method: 'post',
    path: '/v1/match/queue',
    operationId: 'joinQueue',
    summary: 'Ask for a match',
    description:
      'Asking again with the same body changes nothing, so a request may be repeated. 409 `already_queued` for another ' +
      'game, mode or size: leave first. 409 `in_match` while the match runs or the seat in it is held.',
    request: { body: jsonBody(joinQueueSchema) },
    responses: { 200: ok, ...refusals(400, 401, 404, 409, 413, 415) },
  })
  router.openapi(join, async (context) => {
    const { game: gameId, mode, ...bounds } = context.req.valid('json')
    const game = await findGame(sql, gameId)
    if (game === undefined) throw new Refusal(404, 'unknown_game', `There is no game ${gameId}`)
    const { id: playerId } = context.get('player')
    const ticket = { playerId, game: game.id, mode, reason: 'just joined', ...withinGame(bounds, game) }
    const outcome = await enqueue(sql, ticket)
    if (outcome === 'in_match') throw new Refusal(409, 'in_match', 'The player is in a match')
    if (outcome === 'already_queued')
      throw new Refusal(409, 'already_queued', 'The player waits in another queue')
    return context.json(await queueStatus(sql, playerId, estimate), 200)
  })

  const leave = createRoute({
    ...guarded,
    method: 'delete',
    path: '/v1/match/queue',
    operationId: 'leaveQueue',
    summary: 'Stop waiting',
    description: 'Too late once matched: the answer then says `matched`.',
    responses: { 200: ok, ...refusals(401) },
  })
  router.openapi(leave, async (context) => {
    const { id: playerId } = context.get('player')
    await dequeue(sql, playerId)
    return context.json(await queueStatus(sql, playerId, estimate), 200)
  })

  const status = createRoute({
    ...guarded,
    method: 'get',
    path: '/v1/match/status',
    operationId: 'getQueueStatus',
    summary: 'Waiting, matched, or neither',
    description:
      'Ask about once a second while waiting. The ticket of a player who has not asked for a while (half a minute, ' +
      'unless configured otherwise) is withdrawn; the answer is then `idle`.',
    responses: { 200: ok, ...refusals(401) },
  })
  router.openapi(status, async (context) =>
    context.json(await queueStatus(sql, context.get('player').id, estimate), 200),
  )

  return router
}

/** The sizes the player accepts: the game's own where nothing is said, and never beyond them. */
function withinGame(
  bounds: { playersMin?: number | undefined; playersMax?: number | undefined },
  game: Game,
) {
  const { playersMin = game.playersMin, playersMax = game.playersMax } = bounds
  const message = `must be from ${game.playersMin} to ${game.playersMax} for ${game.id}`
  const isWithin = (size: number) => game.playersMin <= size && size <= game.playersMax
  const fields = [
    ...(isWithin(playersMin) ? [] : [{ path: 'playersMin', message }]),
    ...(isWithin(playersMax) ? [] : [{ path: 'playersMax', message }]),
  ]
  if (fields.length > 0) throw badBody(fields)
  return { playersMin, playersMax }
}
