import { isPostgresAway } from '@gameserver/storage/postgres'
import type { ErrorHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { Logger } from 'pino'
import { Refusal, unavailable } from './refusal.ts'

export function errorHandler(log: Logger): ErrorHandler {
  return (error, context) => {
    if (error instanceof Refusal) return error.toResponse()
    if (error instanceof HTTPException) return refusalOf(error).toResponse()
    if (isPostgresAway(error)) {
      log.warn({ err: error, path: context.req.path }, 'storage is away')
      return unavailable('The database').toResponse()
    }
    log.error({ err: error, method: context.req.method, path: context.req.path }, 'request failed')
    return new Refusal(500, 'internal_error', 'This is a fault of the server').toResponse()
  }
}

/** Hono's own refusals of a body that is not JSON, or not declared as such. */
function refusalOf(error: HTTPException): Refusal {
  const code = codes[error.status] ?? 'refused'
  return new Refusal(error.status, code, error.message || 'The request was refused')
}

const codes: Record<number, string> = { 400: 'malformed_json', 415: 'unsupported_media_type' }
