import { jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'

/** From the answer until the server has shown it to us: connecting takes seconds, and it can be asked for again. */
export const sessionTokenSeconds = 120

/** Tells it from an access token, which is signed by the same secret and must not be shown to a server. */
const audience = 'match-session'
const issuer = 'gameserver'

export interface SessionClaims {
  playerId: string
  matchId: string
}

export async function signSessionToken({ playerId, matchId }: SessionClaims, secret: string) {
  const expiresAt = new Date(Math.floor(Date.now() / 1000 + sessionTokenSeconds) * 1000)
  const token = await new SignJWT({ match: matchId })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(playerId)
    .setIssuedAt()
    .setExpirationTime(expiresAt)
    .sign(keyOf(secret))
  return { token, expiresAt: expiresAt.toISOString() }
}

const claimsSchema = z.object({ sub: z.uuid(), match: z.uuid() })

/** Undefined: forged, expired, or no token of a session. */
export async function verifySessionToken(token: string, secret: string): Promise<SessionClaims | undefined> {
  const options = { algorithms: ['HS256'], issuer, audience }
  const verified = await jwtVerify(token, keyOf(secret), options).catch(() => undefined)
  const claims = claimsSchema.safeParse(verified?.payload)
  return claims.success ? { playerId: claims.data.sub, matchId: claims.data.match } : undefined
}

const keyOf = (secret: string) => new TextEncoder().encode(secret)
