import { achievementRoutes } from './achievement/routes.ts'
import { blockRoutes } from './friend/block-routes.ts'
import { friendRoutes } from './friend/friend-routes.ts'
import { playerSearchRoutes } from './friend/player-search-routes.ts'
import { gameRoutes } from './game/routes.ts'
import { limitBodies } from './http/body-size.ts'
import { corsFor } from './http/cors.ts'
import { errorHandler } from './http/error-handler.ts'
import { notFound } from './http/refusal.ts'
import { createRouter, type Router } from './http/router.ts'
import { leaderboardRoutes } from './leaderboard/routes.ts'
import { scoreRoutes } from './leaderboard/score-routes.ts'
import { liveRoutes } from './live/routes.ts'
import { loginRoutes } from './login/routes.ts'
import { matchHistoryRoutes } from './match/history-routes.ts'
import { matchRoutes } from './match/routes.ts'
import { serveDocs } from './operation/docs.ts'
import { observe } from './operation/observe.ts'
import { operationRoutes } from './operation/routes.ts'
import { partyInviteRoutes } from './party/invite-routes.ts'
import { partyRoutes } from './party/routes.ts'
import { playerRoutes } from './player/routes.ts'
import { offerRoutes } from './queue/offer-routes.ts'
import { queueRoutes } from './queue/routes.ts'
import { ratingRoutes } from './rating/routes.ts'
import { regionRoutes } from './region/routes.ts'
import { roomMemberRoutes } from './room/member-routes.ts'
import { roomRoutes } from './room/routes.ts'
import { roomTokenRoutes } from './room/token-routes.ts'
import { seasonRoutes } from './season/routes.ts'
import { serverClaimRoutes } from './server/claim-routes.ts'
import { serverGameRoutes } from './server/game-routes.ts'
import { serverMatchRoutes } from './server/match-routes.ts'
import { serverSessionRoutes } from './server/session-routes.ts'
import type { Services } from './services.ts'
import { spectateRoutes } from './spectate/routes.ts'
import { webhookRoutes } from './webhook/routes.ts'

/** The whole HTTP API. */
export function createApp(services: Services): Router {
  const app = createRouter()
  app.onError(errorHandler(services.log))
  app.notFound(() => notFound('route').toResponse())
  app.use(observe(services.metrics, services.log))
  app.use(corsFor(services.config.corsOrigins))
  app.use(limitBodies())

  for (const routes of allRoutes) app.route('/', routes(services))

  app.openAPIRegistry.registerComponent('securitySchemes', 'accessToken', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
  })
  app.openAPIRegistry.registerComponent('securitySchemes', 'serverToken', {
    type: 'http',
    scheme: 'bearer',
    description: 'One of SERVER_TOKENS',
  })
  app.doc31('/openapi.json', openApiHead)
  serveDocs(app)
  return app
}

const allRoutes = [
  loginRoutes,
  playerRoutes,
  playerSearchRoutes,
  friendRoutes,
  blockRoutes,
  regionRoutes,
  gameRoutes,
  queueRoutes,
  offerRoutes,
  liveRoutes,
  roomTokenRoutes,
  roomRoutes,
  roomMemberRoutes,
  spectateRoutes,
  matchRoutes,
  matchHistoryRoutes,
  partyInviteRoutes,
  partyRoutes,
  leaderboardRoutes,
  scoreRoutes,
  seasonRoutes,
  ratingRoutes,
  achievementRoutes,
  serverGameRoutes,
  serverClaimRoutes,
  serverMatchRoutes,
  serverSessionRoutes,
  webhookRoutes,
  operationRoutes,
]

const openApiHead = {
  openapi: '3.1.0',
  info: {
    title: 'Game server API',
    version: '1.0.0',
    description: 'Login, matchmaking and results. The matches themselves run over LiveKit data channels.',
    license: { name: 'MIT', identifier: 'MIT' },
  },
  servers: [{ url: '/' }],
}
