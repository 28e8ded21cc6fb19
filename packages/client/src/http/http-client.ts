import { ApiError } from './api-error.ts'
import { Deadline } from './deadline.ts'

/** A whole request, tries and waits between them not included. Above the API's own deadlines for Postgres and Redis. */
const requestTimeoutMs = 10_000

/** Tries of one request. Three outlast a restart behind a load balancer without piling load on a sick server. */
const triesMax = 3

/** First wait before another try; doubles with each, with full jitter so that many clients don't return together. */
const firstWaitMs = 200

/** A server that asks for a longer pause than this gets none: the caller hears of it at once. */
const retryAfterMsMax = 5_000

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface ApiRequest {
  method: Method
  path: string
  body?: unknown
  accessToken?: string | undefined
  signal?: AbortSignal | undefined
}

export interface StreamRequest {
  path: string
  headers: Record<string, string>
  accessToken?: string | undefined
  signal: AbortSignal
}

/** Sends JSON requests with a deadline, tries again what may be tried again, and throws only ApiError. */
export class HttpClient {
  readonly #apiUrl: string

  constructor(apiUrl: string) {
    this.#apiUrl = apiUrl.replace(/\/+$/, '')
  }

  async send<Body>(request: ApiRequest): Promise<Body> {
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.#try(request)
      if (!(outcome instanceof Failure)) return outcome as Body
      if (attempt >= triesMax || !mayTryAgain(request.method, outcome)) throw outcome.error
      await pause(outcome.retryAfterMs ?? Math.random() * firstWaitMs * 2 ** attempt, request.signal)
    }
  }

  /** An answer that goes on: resolves when it begins. Tried once; cancelled by the signal at any time. */
  async stream({ path, headers, accessToken, signal }: StreamRequest): Promise<Response> {
    const url = this.#apiUrl + path
    const deadline = new Deadline(requestTimeoutMs, signal)
    const authorization = accessToken && { authorization: `Bearer ${accessToken}` }
    try {
      const response = await fetch(url, {
        headers: { ...headers, ...authorization },
        signal: deadline.signal,
      })
      if (!response.ok) throw await ApiError.fromResponse(response)
      return response
    } catch (error) {
      if (error instanceof ApiError) throw error
      if (signal.aborted) throw ApiError.cancelled(url)
      if (deadline.signal.aborted) throw ApiError.timeout(url, requestTimeoutMs)
      throw ApiError.unreachable(url, error)
    } finally {
      deadline.lift()
    }
  }

  async #try({ method, path, body, accessToken, signal }: ApiRequest): Promise<unknown> {
    const url = this.#apiUrl + path
    const deadline = new Deadline(requestTimeoutMs, signal)
    const headers: Record<string, string> = { accept: 'application/json, application/problem+json' }
    if (body !== undefined) headers['content-type'] = 'application/json'
    if (accessToken) headers.authorization = `Bearer ${accessToken}`
    try {
      const response = await fetch(url, {
        method,
        headers,
        body: body === undefined ? null : JSON.stringify(body),
        signal: deadline.signal,
      })
      if (!response.ok) return new Failure(await ApiError.fromResponse(response), retryAfterMs(response))
      if (response.status === 204) return undefined
      return await readJson(response, url)
    } catch (error) {
      if (error instanceof ApiError) throw error
      if (signal?.aborted) throw ApiError.cancelled(url)
      if (deadline.signal.aborted) return new Failure(ApiError.timeout(url, requestTimeoutMs))
      return new Failure(ApiError.unreachable(url, error))
    } finally {
      deadline.end()
    }
  }
}

class Failure {
  constructor(
    readonly error: ApiError,
    readonly retryAfterMs?: number | undefined,
  ) {}
}

async function readJson(response: Response, url: string): Promise<unknown> {
  const text = await response.text()
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ApiError(response.status, 'malformed_answer', `${url} did not answer with JSON`, [], { cause })
  }
}

/**
 * 503 and 429 say that nothing was done, so anything may be sent again. Without an answer, or with a gateway's
 * failure, a POST may have been carried out: only requests that can be repeated without harm are.
 */
function mayTryAgain(method: Method, { error, retryAfterMs }: Failure): boolean {
  if (error.status === 503 || error.status === 429) return (retryAfterMs ?? 0) <= retryAfterMsMax
  const hasNoVerdict = error.status === 0 || error.status === 502 || error.status === 504
  return hasNoVerdict && (method === 'GET' || method === 'PUT' || method === 'DELETE')
}

function retryAfterMs(response: Response): number | undefined {
  const header = response.headers.get('retry-after')
  if (!header) return undefined
  const seconds = Number(header)
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now()
  return Number.isNaN(ms) ? undefined : Math.max(0, ms)
}

/** Resolves after `ms`, or rejects at once when the signal aborts. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    signal?.addEventListener('abort', stop, { once: true })
  })
}
