import { STATUS_CODES } from 'node:http'
import type { Problem } from '@gameserver/protocol/http'

/** What a request is refused with; thrown anywhere below a route, answered as problem+json by the error handler. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string
  readonly extensions: Pick<Problem, 'fields' | 'endsAt' | 'playerIds'>
  readonly retryAfterSeconds: number | undefined

  constructor(
    status: number,
    code: string,
    detail: string,
    more: Pick<Problem, 'fields' | 'endsAt' | 'playerIds'> & { retryAfterSeconds?: number } = {},
  ) {
    super(detail)
    this.status = status
    this.code = code
    const { retryAfterSeconds, ...extensions } = more
    this.extensions = extensions
    this.retryAfterSeconds = retryAfterSeconds
  }

  toResponse(): Response {
    const problem: Problem = {
      type: 'about:blank',
      title: STATUS_CODES[this.status] ?? 'Error',
      status: this.status,
      detail: this.message,
      code: this.code,
      ...this.extensions,
    }
    const headers = new Headers({ 'content-type': 'application/problem+json' })
    if (this.status === 401) headers.set('www-authenticate', 'Bearer')
    if (this.retryAfterSeconds !== undefined) headers.set('retry-after', `${this.retryAfterSeconds}`)
    return new Response(JSON.stringify(problem), { status: this.status, headers })
  }
}

export function badBody(fields: NonNullable<Problem['fields']>): Refusal {
  const paths = fields.map(({ path }) => path || 'body').join(', ')
  return new Refusal(400, 'invalid_request', `Not as documented: ${paths}`, { fields })
}

export const notFound = (what: string) => new Refusal(404, 'not_found', `There is no such ${what}`)

export const unavailable = (what: string) =>
  new Refusal(503, 'unavailable', `${what} is away at the moment`, { retryAfterSeconds: 1 })
