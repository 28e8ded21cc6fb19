import { createHash, randomInt, randomUUID } from 'node:crypto'
import {
  guestLoginSchema,
  loginSchema,
  type Player,
  refreshSchema,
  registerSchema,
  sessionSchema,
} from '@gameserver/protocol/http'
import { findAccount, type GuestLogin, loginGuests, registerAccount } from '@gameserver/storage/accounts'
import { openSession, revokeSession, rotateToken } from '@gameserver/storage/sessions'
import { createRoute } from '@hono/zod-openapi'
import { rateLimit } from '../http/rate-limit.ts'
import { Refusal } from '../http/refusal.ts'
import { createRouter, jsonBody, jsonResponse, type Router, refusals } from '../http/router.ts'
import { accessTokenSecurity, signedIn } from '../http/signed-in.ts'
import { Gatherer } from '../loop/gatherer.ts'
import type { Services } from '../services.ts'
import { grantSession } from './grant-session.ts'
import { hashPassword, isPassword } from './password.ts'
import { decodeRefreshToken, newRefreshToken, toSession } from './refresh-token.ts'

const tags = ['Login']

/** A burst of them is written a group at a time: one takes some tens of milliseconds, all who may wait some seconds. */
const guestsPerBatchMax = 200
const guestsWaitingMax = 5_000

export function loginRoutes(services: Services): Router {
  const { sql, redis, config, playerChanges } = services
  const router = createRouter()
  const limitTo = (name: string, perMinute: number) =>
    rateLimit({ redis, name, perMinute, trustedProxies: config.trustedProxies })

  const guests = new Gatherer<GuestLogin, Player>({
    answerAll: (logins) => loginGuests(sql, logins),
    perBatchMax: guestsPerBatchMax,
    waitingMax: guestsWaitingMax,
  })

  const guest = createRoute({
    method: 'post',
    path: '/v1/auth/guest',
    operationId: 'loginAsGuest',
    summary: 'Log in as a guest; the player is made at the first time',
    tags,
    middleware: limitTo('guest', config.rateLimits.guestPerMinute),
    request: { body: jsonBody(guestLoginSchema) },
    responses: { 200: jsonResponse(sessionSchema, 'Logged in'), ...refusals(400, 413, 415, 429) },
  })
  router.openapi(guest, async (context) => {
    const { deviceId, name } = context.req.valid('json')
    const token = newRefreshToken()
    const player = await guests.ask({
      device: createHash('sha256').update(deviceId).digest('hex'),
      playerId: randomUUID(),
      defaultName: `Guest ${randomInt(1000, 10_000)}`,
      name,
      session: toSession(token),
    })
    if (name !== undefined) playerChanges.noticed(player.id)
    return context.json(grantSession(player, token, config.jwtSecret), 200)
  })

  const register = createRoute({
    method: 'post',
    path: '/v1/auth/register',
    operationId: 'register',
    summary: 'Make an account with e-mail address and password, and log in',
    tags,
    middleware: limitTo('register', config.rateLimits.registerPerMinute),
    request: { body: jsonBody(registerSchema) },
    responses: {
      201: jsonResponse(sessionSchema, 'Registered and logged in'),
      ...refusals(400, 409, 413, 415, 429),
    },
  })
  router.openapi(register, async (context) => {
    const { email, password, name } = context.req.valid('json')
    const passwordHash = await hashPassword(password)
    const account = { email: email.toLowerCase(), passwordHash, playerId: randomUUID(), name }
    const player = await registerAccount(sql, account)
    if (player === undefined)
      throw new Refusal(409, 'email_taken', 'This e-mail address has an account already')
    const token = newRefreshToken()
    await openSession(sql, player.id, toSession(token))
    return context.json(grantSession(player, token, config.jwtSecret), 201)
  })

  const login = createRoute({
    method: 'post',
    path: '/v1/auth/login',
    operationId: 'login',
    summary: 'Log in with e-mail address and password',
    tags,
    middleware: limitTo('login', config.rateLimits.loginPerMinute),
    request: { body: jsonBody(loginSchema) },
    responses: { 200: jsonResponse(sessionSchema, 'Logged in'), ...refusals(400, 401, 413, 415, 429) },
  })
  router.openapi(login, async (context) => {
    const { email, password } = context.req.valid('json')
    const account = await findAccount(sql, email.toLowerCase())
    const isRight = await isPassword(account?.passwordHash, password)
    if (account === undefined || !isRight) {
      throw new Refusal(401, 'invalid_credentials', 'The e-mail address or the password is wrong')
    }
    const token = newRefreshToken()
    await openSession(sql, account.player.id, toSession(token))
    return context.json(grantSession(account.player, token, config.jwtSecret), 200)
  })

  const refresh = createRoute({
    method: 'post',
    path: '/v1/auth/refresh',
    operationId: 'refresh',
    summary: 'Exchange the refresh token for a new pair of tokens',
    description:
      'A refresh token is good for one exchange. A second one reveals a copy: the whole session is revoked, and both ' +
      'holders have to log in again.',
    tags,
    middleware: limitTo('refresh', config.rateLimits.refreshPerMinute),
    request: { body: jsonBody(refreshSchema) },
    responses: { 200: jsonResponse(sessionSchema, 'Refreshed'), ...refusals(400, 401, 413, 415, 429) },
  })
  router.openapi(refresh, async (context) => {
    const token = decodeRefreshToken(context.req.valid('json').refreshToken)
    if (token === undefined) throw invalidRefreshToken()
    const next = newRefreshToken(token.sessionId, token.family)
    const { tokenHash: nextTokenHash, expiresAt: nextExpiresAt } = toSession(next)
    const { id: sessionId, familyHash, tokenHash } = toSession(token)
    const rotation = { sessionId, familyHash, tokenHash, nextTokenHash, nextExpiresAt }
    const rotated = await rotateToken(sql, rotation)
    if (rotated.outcome === 'reused') {
      playerChanges.noticed(rotated.playerId)
      services.log.warn({ sessionId }, 'refresh token reused: session revoked')
    }
    if (rotated.outcome !== 'rotated') throw invalidRefreshToken()
    return context.json(grantSession(rotated.player, next, config.jwtSecret), 200)
  })

  const logout = createRoute({
    method: 'post',
    path: '/v1/auth/logout',
    operationId: 'logout',
    summary: 'End the session: its access and refresh tokens are refused from now on',
    tags,
    security: accessTokenSecurity,
    middleware: signedIn(services),
    responses: { 204: { description: 'Logged out' }, ...refusals(401) },
  })
  router.openapi(logout, async (context) => {
    await revokeSession(sql, context.get('sessionId'))
    playerChanges.noticed(context.get('player').id)
    return context.body(null, 204)
  })

  return router
}

const invalidRefreshToken = () =>
  new Refusal(401, 'invalid_refresh_token', 'The refresh token is not valid, or no longer')
