import { answerOfferSchema, queueStatusSchema } from '@gameserver/protocol/http'
import { answerOffer } from '@gameserver/storage/match-offers'
import { createRoute } from '@hono/zod-openapi'
import { notFound, Refusal } from '../http/refusal.ts'
import { createRouter, jsonBody, jsonResponse, type Router, refusals } from '../http/router.ts'
import { accessTokenSecurity, signedIn } from '../http/signed-in.ts'
import type { Services } from '../services.ts'
import { placeMatch } from './matcher.ts'
import { statusReader } from './queue-status.ts'

export function offerRoutes(services: Services): Router {
  const { sql } = services
  const router = createRouter()
  const statusOf = statusReader(services)
  const answer = createRoute({
    method: 'post',
    path: '/v1/match/offer',
    operationId: 'answerOffer',
    summary: 'Accept or decline a match',
    description:
      'Some queues ask their players before a match is made. When all have accepted, it is: the answer to the last one says ' +
      '`matched`. Who declines, or has not answered at `expiresAt`, waits no more, and not again for a while; the others keep ' +
      'their place in the queue. Answering again changes nothing; who has accepted may still decline. 409 `offer_over`: the ' +
      'other players, or the clock, have decided.',
    tags: ['Queue'],
    security: accessTokenSecurity,
    middleware: signedIn(services),
    request: { body: jsonBody(answerOfferSchema) },
    responses: {
      200: jsonResponse(queueStatusSchema, 'Where the player is now'),
      ...refusals(400, 401, 404, 409, 413, 415),
    },
  })
  router.openapi(answer, async (context) => {
    const { id: playerId } = context.get('player')
    const answered = await answerOffer(sql, { ...context.req.valid('json'), playerId })
    if (answered.outcome === 'unknown') throw notFound('offer')
    if (answered.outcome === 'over') throw new Refusal(409, 'offer_over', 'It is too late to answer')
    if (answered.outcome === 'formed') placeMatch(services, answered.match)
    return context.json(await statusOf(playerId), 200)
  })
  return router
}
