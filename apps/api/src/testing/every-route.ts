import { createHash, randomUUID } from 'node:crypto'
import type { Session } from '@gameserver/protocol/http'
import { AccessToken } from 'livekit-server-sdk'
import type { CallOptions, TestApi } from './test-api.ts'

export interface RouteCall {
  operationId: string
  method: string
  path: string
  options: CallOptions
}

/** What the calls are made of. */
export interface Caller {
  api: TestApi
  /** Whose token the calls have. */
  session: Session
  /** What `logout` and `refresh` use up. */
  loggedOut: Session
  refreshed: Session
  otherPlayerId: string
  serverToken: string
}

/** A call of every operation that the OpenAPI document has, each as documented. */
export async function everyRoute(caller: Caller): Promise<RouteCall[]> {
  const { app } = caller.api
  const routes = app.openAPIRegistry.definitions.flatMap((definition) =>
    definition.type === 'route' ? [definition.route] : [],
  )
  return Promise.all(
    routes.map(async (route) => {
      const operationId = route.operationId as string
      const method = route.method.toUpperCase()
      const schemes = (route.security ?? []).flatMap(Object.keys)
      const token = schemes.includes('serverToken') ? caller.serverToken : tokenFor(operationId, caller)
      const body = bodies[operationId]?.(caller)
      if (route.request?.body && body === undefined) throw new Error(`${operationId} needs a body here`)
      const options: CallOptions = {
        ...(schemes.length > 0 && { token }),
        ...(body !== undefined && { body }),
      }
      const path = pathOf(route.path, caller) + (queries[operationId] ?? '')
      if (operationId !== 'receiveLivekitWebhook') return { operationId, method, path, options }
      return { operationId, method, path, options: await webhook(caller) }
    }),
  )
}

const tokenFor = (operationId: string, { session, loggedOut }: Caller) =>
  operationId === 'logout' ? loggedOut.accessToken : session.accessToken

function pathOf(template: string, { api, otherPlayerId }: Caller): string {
  return template
    .replace(/^(\/v1\/players)\/\{id\}/, `$1/${otherPlayerId}`)
    .replace(/^(\/v1\/leaderboards)\/\{id\}/, `$1/${api.game}`)
    .replace(/^(\/v1\/servers\/games)\/\{id\}/, '$1/studio-game')
    .replaceAll('{playerId}', otherPlayerId)
    .replaceAll(/\{\w+\}/g, () => randomUUID())
}

const queries: Record<string, string> = {
  findPlayers: '?name=ada',
  getRanksOfPlayers: '?friends=true',
}

const other = ({ otherPlayerId: playerId }: Caller) => ({ playerId })
const score = ({ otherPlayerId: playerId }: Caller) => ({ playerId, score: 1 })
const owned = { epoch: 1 }

const bodies: Record<string, (caller: Caller) => unknown> = {
  loginAsGuest: () => ({ deviceId: randomUUID() }),
  register: () => ({ email: `${randomUUID()}@example.com`, password: 'correct horse', name: 'Ada' }),
  login: () => ({ email: 'nobody@example.com', password: 'correct horse' }),
  refresh: ({ refreshed }) => ({ refreshToken: refreshed.refreshToken }),
  updateMe: () => ({ name: 'Grace' }),
  requestFriend: other,
  reportLatencies: () => ({ latencyMs: {} }),
  joinQueue: ({ api }) => ({ game: api.game }),
  answerOffer: () => ({ offerId: randomUUID(), accept: true }),
  createRoom: ({ api }) => ({ game: api.game, name: 'A room' }),
  findOrCreateRoom: ({ api }) => ({ game: api.game }),
  updateRoom: () => ({ name: 'Another room' }),
  joinRoomByCode: () => ({ code: 'ABCDEF', password: 'correct horse' }),
  joinRoom: () => ({ password: 'correct horse' }),
  setRoomHost: other,
  setRoomReady: () => ({ isReady: true }),
  watchMatch: () => ({}),
  inviteToParty: other,
  acceptPartyInvite: () => ({}),
  createParty: () => ({}),
  joinParty: () => ({ code: 'ABCDEF' }),
  promotePartyMember: other,
  setPartyReady: () => ({ ready: true }),
  submitScores: (caller) => ({ key: randomUUID(), scores: [score(caller)] }),
  registerServerGame: () => ({ name: 'Studio', version: '1.0.0', players: { min: 1, max: 2 } }),
  claimMatch: () => ({ serverId: 'a-server', games: ['studio-game'], waitSeconds: 0 }),
  sendHeartbeat: () => ({ ...owned, status: 'running' }),
  reportPlayerLeft: () => owned,
  submitResult: (caller) => ({ ...owned, reason: 'finished', scores: [{ ...score(caller), rank: 1 }] }),
  abandonMatch: () => ({ ...owned, reason: 'crashed' }),
  verifySession: () => ({ token: 'not one of ours' }),
}

async function webhook({ api }: Caller): Promise<CallOptions> {
  const { apiKey, apiSecret } = api.services.config.livekit
  const room = { sid: 'RM_1', name: 'a-room' }
  const body = JSON.stringify({ id: randomUUID(), event: 'room_started', createdAt: '1790000000', room })
  const token = new AccessToken(apiKey, apiSecret)
  token.sha256 = createHash('sha256').update(body).digest('base64')
  return { body, headers: { 'content-type': 'application/webhook+json', authorization: await token.toJwt() } }
}
