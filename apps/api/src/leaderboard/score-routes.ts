import {
  leaderboardIdSchema,
  submitScoresSchema,
  submittedScoresSchema,
} from '@gameserver/protocol/competition'
import type { LeaderboardRules } from '@gameserver/storage/leaderboard-definitions'
import { createRoute, z } from '@hono/zod-openapi'
import { notFound, Refusal } from '../http/refusal.ts'
import { createRouter, jsonBody, jsonResponse, type Router, refusals } from '../http/router.ts'
import { fromServer, serverTokenSecurity } from '../http/server-token.ts'
import type { Services } from '../services.ts'
import { KnownPlayers } from './known-players.ts'

type Scores = z.output<typeof submitScoresSchema>['scores']

export function scoreRoutes(services: Services): Router {
  const { leaderboards, scoreWriter } = services
  const players = new KnownPlayers(services.sql)
  const router = createRouter()

  const submit = createRoute({
    method: 'post',
    path: '/v1/leaderboards/{id}/scores',
    operationId: 'submitScores',
    summary: 'Enter scores into the present season',
    description:
      'For servers that a studio runs. All of them count, or none does; they are durable when this is answered. What becomes of ' +
      "a player's earlier score is up to the leaderboard's policy. Refused as `score_out_of_range`, `player_unknown`, or " +
      '`key_reused`: the key was sent before, with other scores.',
    tags: ['Leaderboards'],
    security: serverTokenSecurity,
    middleware: fromServer(services),
    request: { params: z.object({ id: leaderboardIdSchema }), body: jsonBody(submitScoresSchema) },
    responses: {
      200: jsonResponse(submittedScoresSchema, 'They count'),
      ...refusals(400, 401, 404, 409, 413, 415),
    },
  })
  router.openapi(submit, async (context) => {
    const { key, scores } = context.req.valid('json')
    const definition = await leaderboards.find(context.req.valid('param').id)
    if (definition === undefined) throw notFound('leaderboard')
    checkRange(definition, scores)
    await checkPlayers(players, scores)
    const { current, ...rules } = definition
    const outcome = await scoreWriter.submit({ rules, season: current.season, key, scores })
    if (outcome === 'key_reused')
      throw new Refusal(409, 'key_reused', 'Other scores were sent with this key before')
    if (outcome === 'busy')
      throw new Refusal(503, 'busy', 'Too many scores at once', { retryAfterSeconds: 1 })
    return context.json({ accepted: scores.length, repeated: outcome === 'repeated' }, 200)
  })

  return router
}

function checkRange({ scoreMin, scoreMax }: LeaderboardRules, scores: Scores): void {
  const fields = scores.flatMap(({ score }, index) =>
    score >= scoreMin && score <= scoreMax
      ? []
      : [{ path: `scores.${index}.score`, message: `must be from ${scoreMin} to ${scoreMax}` }],
  )
  if (fields.length > 0) throw new Refusal(400, 'score_out_of_range', 'A score is out of range', { fields })
}

async function checkPlayers(players: KnownPlayers, scores: Scores): Promise<void> {
  const unknown = await players.unknownOf(scores.map(({ playerId }) => playerId))
  if (unknown.size === 0) return
  const fields = scores.flatMap(({ playerId }, index) =>
    unknown.has(playerId) ? [{ path: `scores.${index}.playerId`, message: 'there is no such player' }] : [],
  )
  throw new Refusal(400, 'player_unknown', 'There is no such player', { fields })
}
