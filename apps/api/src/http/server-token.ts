import { createHash, timingSafeEqual } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import type { Services } from '../services.ts'
import { Refusal } from './refusal.ts'
import type { ApiEnvironment } from './router.ts'

/** In the OpenAPI document: the route wants the token of a studio-run server. */
export const serverTokenSecurity = [{ serverToken: [] }]

/** Lets through who shows one of the configured server tokens. Without any configured, nobody. */
export function fromServer({ config }: Services): MiddlewareHandler<ApiEnvironment> {
  const accepted = config.serverTokens.map(hashOf)
  return async (context, next) => {
    const [scheme, token] = (context.req.header('authorization') ?? '').split(' ')
    if (scheme?.toLowerCase() !== 'bearer' || !token) throw unauthorized('A server token is needed')
    const shown = hashOf(token)
    if (!accepted.some((hash) => timingSafeEqual(hash, shown)))
      throw unauthorized('The server token is not valid')
    await next()
  }
}

/** Of one length, so that they can be compared in constant time. */
const hashOf = (token: string) => createHash('sha256').update(token).digest()

const unauthorized = (detail: string) => new Refusal(401, 'unauthorized', detail)
