import { gameIdSchema } from '@gameserver/protocol/http'
import { registeredGameSchema, registerServerGameSchema, type ServerGame } from '@gameserver/protocol/server'
import { findGame } from '@gameserver/storage/games'
import { registerServerGame } from '@gameserver/storage/server-games'
import { createRoute, z } from '@hono/zod-openapi'
import type { ApiConfig } from '../config.ts'
import { badBody, notFound, Refusal } from '../http/refusal.ts'
import { createRouter, jsonBody, jsonResponse, type Router, refusals } from '../http/router.ts'
import { fromServer, serverTokenSecurity } from '../http/server-token.ts'
import { declaredQueue } from '../queue/queue-settings.ts'
import type { Services } from '../services.ts'

export function serverGameRoutes(services: Services): Router {
  const { sql, config } = services
  const router = createRouter()
  const register = createRoute({
    method: 'put',
    path: '/v1/servers/games/{id}',
    operationId: 'registerServerGame',
    summary: "Register a game that is played on the studio's own servers",
    description:
      'Add it, or change it: what is said here holds for matches to come, within seconds. Leaderboards and achievements that ' +
      'are left out stay. 409 `played_by_authorities`: our authorities have a game of this id. 409 `id_taken`: a leaderboard or ' +
      'achievement is of another game.',
    tags: ['Studio servers'],
    security: serverTokenSecurity,
    middleware: fromServer(services),
    request: { params: z.object({ id: gameIdSchema }), body: jsonBody(registerServerGameSchema) },
    responses: {
      200: jsonResponse(registeredGameSchema, 'The game'),
      ...refusals(400, 401, 404, 409, 413, 415),
    },
  })
  router.openapi(register, async (context) => {
    const { id } = context.req.valid('param')
    const game = context.req.valid('json')
    refuseWrongNames(id, game)
    refuseWrongQueues(game, config.matchmaking)
    // What is absent must not be there at all, for it to have its default.
    const manifest = JSON.parse(JSON.stringify({ ...game, id }))
    const outcome = await registerServerGame(sql, manifest)
    if (outcome === 'played_by_authorities')
      throw new Refusal(409, 'played_by_authorities', `${id} is played by authorities`)
    if (typeof outcome === 'object')
      throw new Refusal(409, 'id_taken', `Of another game: ${outcome.takenIds.join(', ')}`)
    const registered = await findGame(sql, id)
    if (registered === undefined) throw notFound('game')
    return context.json(registered, 200)
  })
  return router
}

/** So that games do not get into each other's way. */
function refuseWrongNames(gameId: string, { leaderboards, achievements }: ServerGame): void {
  const wrong = (what: string, declared: readonly { id: string }[]) =>
    declared.flatMap(({ id }, index) =>
      id === gameId || id.startsWith(`${gameId}-`)
        ? []
        : [{ path: `${what}.${index}.id`, message: `must be ${gameId} or begin with ${gameId}-` }],
    )
  const fields = [...wrong('leaderboards', leaderboards), ...wrong('achievements', achievements)]
  if (fields.length > 0) throw badBody(fields)
}

function refuseWrongQueues({ players, queues }: ServerGame, matchmaking: ApiConfig['matchmaking']): void {
  const surroundings = { ...matchmaking, regions: [], playersMin: players.min, playersMax: players.max }
  const fields = Object.entries(queues).flatMap(([mode, declared]) => {
    try {
      declaredQueue(declared, surroundings)
      return []
    } catch (error) {
      return [{ path: `queues.${mode}`, message: explained(error) }]
    }
  })
  if (fields.length > 0) throw badBody(fields)
}

function explained(error: unknown): string {
  if (!(error instanceof z.ZodError)) return (error as Error).message
  return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')
}
