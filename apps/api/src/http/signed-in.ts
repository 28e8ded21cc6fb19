import type { MiddlewareHandler } from 'hono'
import type { Services } from '../services.ts'
import { Refusal } from './refusal.ts'
import type { ApiEnvironment } from './router.ts'

/** In the OpenAPI document: the route wants an access token. */
export const accessTokenSecurity = [{ accessToken: [] }]

/** Lets through who shows an access token of a session that is still open, and tells the route who it is. */
export function signedIn({ tokens, sessions }: Services): MiddlewareHandler<ApiEnvironment> {
  return async (context, next) => {
    const [scheme, token] = (context.req.header('authorization') ?? '').split(' ')
    if (scheme?.toLowerCase() !== 'bearer' || !token) throw unauthorized('An access token is needed')
    const claims = await tokens.verify(token)
    if (claims === undefined) throw unauthorized('The access token is not valid, or no longer')
    const player = await sessions.find(claims)
    if (player === undefined) throw unauthorized('The session has ended')
    context.set('player', player)
    context.set('sessionId', claims.sessionId)
    context.set('accessExpiresAtMs', claims.expiresAtMs)
    await next()
  }
}

const unauthorized = (detail: string) => new Refusal(401, 'unauthorized', detail)
