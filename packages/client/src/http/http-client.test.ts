import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ApiError } from './api-error.ts'
import { HttpClient } from './http-client.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

let server: Server
let http: HttpClient
let answers: Answer[]
let asked: string[]

beforeEach(async () => {
  answers = []
  asked = []
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    const answer = answers.shift()
    if (answer) answer(request, response)
    else response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  http = new HttpClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
})

afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(code, headers).end()
  }

test('a problem becomes an ApiError with its code, detail and fields', async () => {
  answers.push((_, response) => {
    const problem = {
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      detail: 'Refused',
      code: 'invalid_body',
      fields: [{ path: 'name', message: 'too long' }],
    }
    response.writeHead(400, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem))
  })
  const error = await http.send({ method: 'POST', path: '/v1/x', body: {} }).catch((thrown) => thrown)
  expect(error).toBeInstanceOf(ApiError)
  expect(error).toMatchObject({
    status: 400,
    code: 'invalid_body',
    detail: 'Refused',
    fields: [{ path: 'name', message: 'too long' }],
  })
})

test('a busy server is asked again after the time it names, whatever the method', async () => {
  answers.push(status(503, { 'retry-after': '0' }), status(429, { 'retry-after': '0' }))
  await expect(http.send({ method: 'POST', path: '/v1/x', body: {} })).resolves.toEqual({ ok: true })
  expect(asked).toHaveLength(3)
})

test('a server that wants a long pause is not waited for', async () => {
  answers.push(status(429, { 'retry-after': '60' }))
  await expect(http.send({ method: 'GET', path: '/v1/x' })).rejects.toMatchObject({ status: 429 })
  expect(asked).toHaveLength(1)
})

test('a gateway failure repeats a GET but never a POST, which may have been carried out', async () => {
  answers.push(status(502))
  await expect(http.send({ method: 'GET', path: '/v1/x' })).resolves.toEqual({ ok: true })
  answers.push(status(502))
  await expect(http.send({ method: 'POST', path: '/v1/x', body: {} })).rejects.toMatchObject({ status: 502 })
  expect(asked).toEqual(['GET /v1/x', 'GET /v1/x', 'POST /v1/x'])
})

test('a dropped connection repeats a GET', async () => {
  answers.push((request) => request.socket.destroy())
  await expect(http.send({ method: 'GET', path: '/v1/x' })).resolves.toEqual({ ok: true })
})

test('an API that is away is one ApiError without a status', async () => {
  const away = new HttpClient('http://127.0.0.1:1')
  await expect(away.send({ method: 'POST', path: '/v1/x' })).rejects.toMatchObject({
    status: 0,
    code: 'unreachable',
  })
})

test('a cancelled request ends at once', async () => {
  answers.push(() => {})
  const cancelling = new AbortController()
  const answer = http.send({ method: 'GET', path: '/v1/x', signal: cancelling.signal })
  setTimeout(() => cancelling.abort(), 20)
  await expect(answer).rejects.toMatchObject({ status: 0, code: 'cancelled' })
})

test('an answer that is no JSON is an error, not a value', async () => {
  answers.push((_, response) => response.writeHead(200).end('<html>'))
  await expect(http.send({ method: 'GET', path: '/v1/x' })).rejects.toMatchObject({
    code: 'malformed_answer',
  })
})
