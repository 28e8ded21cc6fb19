import { validate } from '@scalar/openapi-parser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../testing/test-api.ts'

describe('operation', () => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi()
  })
  afterAll(() => api.close())

  it('is healthy and ready', async () => {
    expect((await api.call('GET', '/health')).body).toEqual({ status: 'ok' })
    expect((await api.call('GET', '/ready')).body).toEqual({ status: 'ready', postgres: 'ok', redis: 'ok' })
  })

  it('describes every route in a valid OpenAPI 3.1 document', async () => {
    // biome-ignore lint/suspicious/noExplicitAny: what it is, the validator says
    const document = (await (await api.app.request('/openapi.json')).json()) as any
    const checked = await validate(document)
    expect(checked.errors ?? []).toEqual([])
    expect(document.openapi).toBe('3.1.0')
    const documented = Object.entries<object>(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map(
        (method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
      ),
    )
    const served = api.app.routes
      .filter(({ method, path }) => method !== 'ALL' && path.startsWith('/v1'))
      .map(({ method, path }) => `${method} ${path}`)
    expect(new Set(served)).toEqual(new Set(documented.filter((route) => route.includes('/v1/'))))
    const operations = Object.values<Record<string, { operationId?: string }>>(document.paths).flatMap(
      Object.values,
    )
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length)
  })

  it('serves the reference page without any other host', async () => {
    const page = await api.app.request('/docs')
    const html = await page.text()
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
    const sources = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source as string)
    expect(sources).toEqual(['data:,', '/docs/scalar.js', '/docs/start.js'])
    for (const source of sources.slice(1)) {
      const script = await api.app.request(source)
      expect(script.status).toBe(200)
      expect(script.headers.get('content-type')).toContain('javascript')
    }
  })

  it('counts requests by route, without ids in the series', async () => {
    const { accessToken, player } = await api.login()
    await api.call('GET', `/v1/players/${player.id}`, { token: accessToken })
    const metrics = await (await api.app.request('/metrics')).text()
    expect(metrics).toMatch(
      /gameserver_http_request_seconds_count\{method="GET",route="\/v1\/players\/:id",status="200"\} 1/,
    )
    expect(metrics).not.toContain(player.id)
    expect(metrics).toContain('process_cpu_seconds_total')
  })
})
