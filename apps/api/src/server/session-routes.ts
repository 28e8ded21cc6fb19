import { matchIdSchema } from '@gameserver/protocol/http'
import { matchSessionSchema, verifiedSessionSchema, verifySessionSchema } from '@gameserver/protocol/server'
import { findSeat, findServedPlayer } from '@gameserver/storage/server-sessions'
import { createRoute, z } from '@hono/zod-openapi'
import { Refusal } from '../http/refusal.ts'
import { createRouter, jsonBody, jsonResponse, type Router, refusals } from '../http/router.ts'
import { fromServer, serverTokenSecurity } from '../http/server-token.ts'
import { accessTokenSecurity, signedIn } from '../http/signed-in.ts'
import type { Services } from '../services.ts'
import { signSessionToken, verifySessionToken } from './session-token.ts'

export function serverSessionRoutes(services: Services): Router {
  const { sql, config } = services
  const router = createRouter()

  const session = createRoute({
    method: 'get',
    path: '/v1/matches/{id}/session',
    operationId: 'getMatchSession',
    summary: "Where the match's server is, and a token to show it",
    description:
      'For games that are played on servers of the studio. The token is good for two minutes; ask again for another one. 404 ' +
      '`no_seat`: the player is not in this match, or no longer. 409 `match_not_ready`: no server lets players in yet; ask ' +
      'again, or wait for `match.ready`. 409 `match_over`. 409 `played_by_authority`: take a room token.',
    tags: ['Matches'],
    security: accessTokenSecurity,
    middleware: signedIn(services),
    request: { params: z.object({ id: matchIdSchema }) },
    responses: { 200: jsonResponse(matchSessionSchema, 'The session'), ...refusals(400, 401, 404, 409) },
  })
  router.openapi(session, async (context) => {
    const { id: playerId } = context.get('player')
    const { id: matchId } = context.req.valid('param')
    const found = await findSeat(sql, { matchId, playerId })
    if (found === undefined) throw noSeat()
    const { status, playedOn, isLive, ...seat } = found
    if (status === 'ended' || status === 'abandoned')
      throw new Refusal(409, 'match_over', `The match is ${status}`)
    if (!isLive) throw noSeat()
    if (playedOn === 'authority')
      throw new Refusal(409, 'played_by_authority', 'This match has no server of a studio')
    if (status === 'placing')
      throw new Refusal(409, 'match_not_ready', 'No server lets players in yet', { retryAfterSeconds: 1 })
    const token = await signSessionToken({ playerId, matchId }, config.jwtSecret)
    return context.json({ ...seat, ...token, status }, 200)
  })

  const verify = createRoute({
    method: 'post',
    path: '/v1/servers/sessions/verify',
    operationId: 'verifySession',
    summary: 'Who it is that shows a token of a session',
    description:
      'Once for each connection. 403 `session_invalid`: let nobody in who shows it. It is forged, expired, or its player has ' +
      'left the match.',
    tags: ['Studio servers'],
    security: serverTokenSecurity,
    middleware: fromServer(services),
    request: { body: jsonBody(verifySessionSchema) },
    responses: {
      200: jsonResponse(verifiedSessionSchema, 'The player, and the seat'),
      ...refusals(400, 401, 403, 413, 415),
    },
  })
  router.openapi(verify, async (context) => {
    const claims = await verifySessionToken(context.req.valid('json').token, config.jwtSecret)
    const player = claims && (await findServedPlayer(sql, claims))
    if (player === undefined)
      throw new Refusal(403, 'session_invalid', 'Forged, expired, or its player has left the match')
    return context.json(player, 200)
  })

  return router
}

const noSeat = () => new Refusal(404, 'no_seat', 'The player has no seat in this match')
