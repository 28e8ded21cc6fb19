import { regionsSchema, reportLatenciesSchema } from '@gameserver/protocol/regions'
import { saveLatencies } from '@gameserver/storage/waiting-ticket'
import { createRoute } from '@hono/zod-openapi'
import { createRouter, jsonBody, jsonResponse, type Router, refusals } from '../http/router.ts'
import { accessTokenSecurity, signedIn } from '../http/signed-in.ts'
import type { Services } from '../services.ts'
import { observeLatencies } from './observe-latencies.ts'

/** Regions come and go with a deployment of the API. */
const listKeptSeconds = 60

export function regionRoutes(services: Services): Router {
  const { config, sql } = services
  const router = createRouter()
  const regions = config.matchmaking.regions.map(({ id, probeUrl = null }) => ({ id, probeUrl }))
  const tags = ['Regions']

  const list = createRoute({
    method: 'get',
    path: '/v1/regions',
    operationId: 'listRegions',
    summary: 'Where matches can be played, and where to measure the way there',
    description: 'None: there is one place. Any request to `probeUrl` will do; its answer has no body.',
    tags,
    responses: { 200: jsonResponse(regionsSchema, 'As configured') },
  })
  router.openapi(list, (context) => {
    context.header('cache-control', `public, max-age=${listKeptSeconds}`)
    return context.json({ regions }, 200)
  })

  const ping = createRoute({
    method: 'get',
    path: '/ping',
    operationId: 'ping',
    summary: 'Answers at once, to pages of any origin: an API in each region can be what is measured',
    tags,
    responses: { 204: { description: 'Here' } },
  })
  router.openapi(ping, (context) => {
    context.header('access-control-allow-origin', '*')
    context.header('timing-allow-origin', '*')
    context.header('cache-control', 'no-store')
    return context.body(null, 204)
  })

  const report = createRoute({
    method: 'put',
    path: '/v1/players/me/latencies',
    operationId: 'reportLatencies',
    summary: 'What the player has measured',
    description:
      'In place of what was known. It goes for tickets from then on, whoever of a party takes them; a ticket that waits keeps ' +
      'what it has.',
    tags,
    security: accessTokenSecurity,
    middleware: signedIn(services),
    request: { body: jsonBody(reportLatenciesSchema) },
    responses: { 204: { description: 'Kept' }, ...refusals(400, 401, 413, 415) },
  })
  router.openapi(report, async (context) => {
    const { latencyMs } = context.req.valid('json')
    await saveLatencies(sql, context.get('player').id, latencyMs)
    observeLatencies(services, latencyMs)
    return context.body(null, 204)
  })

  return router
}
