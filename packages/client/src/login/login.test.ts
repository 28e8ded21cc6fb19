import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { HttpClient } from '../http/http-client.ts'
import { Login } from './login.ts'
import { memoryTokenStorage, type TokenStorage } from './token-storage.ts'

const player = {
  id: '7b0d4f0e-9f0a-4b52-8a44-1f6f5d0f3c55',
  name: 'Ada',
  isGuest: true,
  createdAt: '2026-01-01T00:00:00.000Z',
}

/** One player's API: takes the newest access token alone, and the newest refresh token once. */
let server: Server
let http: HttpClient
let api: {
  session: number
  refreshes: number
  expiresInSeconds: number
  isRevoked: boolean
  refusedAccessToken: string | undefined
}

beforeEach(async () => {
  api = { session: 0, refreshes: 0, expiresInSeconds: 900, isRevoked: false, refusedAccessToken: undefined }
  server = createServer(async (request, response) => {
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    const answerNewSession = () => {
      const session = ++api.session
      answer(200, {
        player,
        accessToken: `access-${session}`,
        accessTokenExpiresIn: api.expiresInSeconds,
        refreshToken: `refresh-${session}`,
      })
    }
    let body = ''
    for await (const chunk of request) body += chunk
    if (request.url === '/v1/auth/guest') answerNewSession()
    else if (request.url === '/v1/auth/refresh') {
      api.refreshes++
      const isNewest = JSON.parse(body).refreshToken === `refresh-${api.session}`
      // Long enough that others find the token expired meanwhile.
      if (isNewest && !api.isRevoked) setTimeout(answerNewSession, 30)
      else answer(401, { code: 'refresh_token_reused', title: 'Unauthorized' })
    } else {
      const accessToken = request.headers.authorization?.slice('Bearer '.length)
      const isRefused = api.isRevoked || accessToken === api.refusedAccessToken
      const isValid = accessToken === `access-${api.session}` && !isRefused
      answer(isValid ? 200 : 401, isValid ? { session: api.session } : { code: 'token_invalid' })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  http = new HttpClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})

afterEach(() => {
  server.closeAllConnections()
  server.close()
})

async function loggedIn(storage: TokenStorage = memoryTokenStorage()): Promise<Login> {
  const login = new Login(http, storage)
  await login.open('/v1/auth/guest', {})
  return login
}

const ask = (login: Login) => login.send({ method: 'GET', path: '/v1/players/me' })

test('requests that find the token refused together renew it once', async () => {
  const login = await loggedIn()
  api.refusedAccessToken = 'access-1'
  const answers = await Promise.all(Array.from({ length: 10 }, () => ask(login)))
  expect(answers).toEqual(Array.from({ length: 10 }, () => ({ session: 2 })))
  expect(api.refreshes).toBe(1)
})

test('a token about to expire is renewed before it is used, once for all who wait', async () => {
  api.expiresInSeconds = 1
  const login = await loggedIn()
  api.expiresInSeconds = 900
  const answers = await Promise.all(Array.from({ length: 10 }, () => ask(login)))
  expect(answers).toEqual(Array.from({ length: 10 }, () => ({ session: 2 })))
  expect(api.refreshes).toBe(1)
})

test('a login kept by the storage is taken up again', async () => {
  const storage = memoryTokenStorage()
  await loggedIn(storage)
  const later = new Login(http, storage)
  expect(await later.restore()).toEqual(player)
  expect(await ask(later)).toEqual({ session: 1 })
})

test('tokens renewed by another tab are used instead of renewing with a spent one', async () => {
  const storage = memoryTokenStorage()
  api.expiresInSeconds = 1
  const here = await loggedIn(storage)
  const there = new Login(http, storage)
  await there.restore()
  api.expiresInSeconds = 900
  await ask(there)
  expect(await ask(here)).toEqual({ session: 2 })
  expect(api.refreshes).toBe(1)
})

test('a revoked login is forgotten, here and in the storage', async () => {
  const storage = memoryTokenStorage()
  const login = await loggedIn(storage)
  api.isRevoked = true
  await expect(ask(login)).rejects.toMatchObject({ status: 401, code: 'refresh_token_reused' })
  expect(login.player).toBeUndefined()
  expect(await storage.read()).toBeUndefined()
})

test('nobody logged in is refused without asking the API', async () => {
  await expect(ask(new Login(http, memoryTokenStorage()))).rejects.toMatchObject({ code: 'not_logged_in' })
})
