import { createSecretKey, type KeyObject } from 'node:crypto'
import { jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'

/** How long a leaked token could be used, were its session not asked for with each request. */
export const accessTokenSeconds = 15 * 60

const issuer = 'gameserver'

export interface AccessClaims {
  playerId: string
  sessionId: string
}

export interface VerifiedClaims extends AccessClaims {
  expiresAtMs: number
}

export function signAccessToken({ playerId, sessionId }: AccessClaims, secret: string): Promise<string> {
  return new SignJWT({ sid: sessionId })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(issuer)
    .setSubject(playerId)
    .setIssuedAt()
    .setExpirationTime(`${accessTokenSeconds}s`)
    .sign(keyOf(secret))
}

const claimsSchema = z.object({ sub: z.uuid(), sid: z.uuid(), exp: z.number() })

/** Undefined: forged, expired, or no token at all. */
export async function verifyAccessToken(token: string, secret: string): Promise<VerifiedClaims | undefined> {
  const verified = await jwtVerify(token, keyOf(secret), { algorithms: ['HS256'], issuer }).catch(
    () => undefined,
  )
  const claims = claimsSchema.safeParse(verified?.payload)
  if (!claims.success) return undefined
  const { sub: playerId, sid: sessionId, exp } = claims.data
  return { playerId, sessionId, expiresAtMs: exp * 1000 }
}

/** Of the one secret of a process. The library prepares a key that it has seen before no second time. */
const keys = new Map<string, KeyObject>()

function keyOf(secret: string): KeyObject {
  const key = keys.get(secret) ?? createSecretKey(secret, 'utf8')
  keys.set(secret, key)
  return key
}
