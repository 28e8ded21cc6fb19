import { claimedMatchSchema, claimMatchSchema } from '@gameserver/protocol/server'
import type { ServerMatch } from '@gameserver/storage/server-claims'
import { serverGames } from '@gameserver/storage/server-games'
import { createRoute } from '@hono/zod-openapi'
import { Refusal } from '../http/refusal.ts'
import { createRouter, jsonBody, jsonResponse, type Router, refusals } from '../http/router.ts'
import { fromServer, serverTokenSecurity } from '../http/server-token.ts'
import type { Services } from '../services.ts'
import { ServerRooms } from './server-rooms.ts'

/** Two may be lost on the way. */
const heartbeatsPerLease = 3

export function serverClaimRoutes(services: Services): Router {
  const { sql, claims, config, metrics, log } = services
  const { leaseMs } = config.servers
  const rooms = new ServerRooms(config.livekit)
  const router = createRouter()

  const claim = createRoute({
    method: 'post',
    path: '/v1/servers/claims',
    operationId: 'claimMatch',
    summary: 'Take the match that has waited longest',
    description:
      'The match then belongs to the server, under the `epoch` of the answer, for as long as it is heard of. Who waits is answered ' +
      'as soon as there is a match, and otherwise by 204; ask again at once. 404 `unknown_game`: a game is not registered as one ' +
      'that is played on such servers.',
    tags: ['Studio servers'],
    security: serverTokenSecurity,
    middleware: fromServer(services),
    request: { body: jsonBody(claimMatchSchema) },
    responses: {
      200: jsonResponse(claimedMatchSchema, 'A match'),
      204: { description: 'There was none' },
      ...refusals(400, 401, 404, 413, 415),
    },
  })
  router.openapi(claim, async (context) => {
    const { waitSeconds, ...asked } = context.req.valid('json')
    await refuseUnknownGames(asked.games)
    const match = await claims.take({ ...asked, leaseMs }, waitSeconds * 1000, context.req.raw.signal)
    if (match === undefined) return context.body(null, 204)
    metrics.serverMatches.inc({ game: match.game, outcome: 'claimed' })
    const { id: matchId, game, epoch } = match
    log.info({ matchId, game, epoch, serverId: asked.serverId }, 'match claimed by a server')
    return context.json(await answer(match), 200)
  })

  async function refuseUnknownGames(games: readonly string[]): Promise<void> {
    const known = new Set(await serverGames(sql, games))
    const unknown = games.filter((game) => !known.has(game))
    if (unknown.length > 0)
      throw new Refusal(404, 'unknown_game', `Not registered for servers: ${unknown.join(', ')}`)
  }

  async function answer(match: ServerMatch) {
    const { id: matchId, game, mode, epoch, seed, region, players } = match
    await rooms.open(match).catch((error: Error) => {
      // The match can be played without; its server makes the room anew with the token, if it needs it.
      log.warn({ err: error, matchId }, "a match's room could not be opened")
    })
    return {
      ...{ matchId, game, mode, epoch, seed, region, players },
      heartbeatSeconds: leaseMs / heartbeatsPerLease / 1000,
      leaseSeconds: leaseMs / 1000,
      livekit: await rooms.token(match),
    }
  }

  return router
}
