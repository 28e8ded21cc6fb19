import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { NewSession } from '@gameserver/storage/sessions'

/** Sliding: a player who comes back within a month need not log in again. */
const refreshTokenDays = 30

const idBytes = 16
const familyBytes = 16
const secretBytes = 32

export interface RefreshToken {
  sessionId: string
  /** Shared by all tokens of the session: it tells an old token of ours from a guess. */
  family: Buffer
  secret: Buffer
}

export function newRefreshToken(
  sessionId: string = randomUUID(),
  family: Buffer = randomBytes(familyBytes),
): RefreshToken {
  return { sessionId, family, secret: randomBytes(secretBytes) }
}

/** The token as its holder keeps it: opaque, 86 characters. */
export function encodeRefreshToken({ sessionId, family, secret }: RefreshToken): string {
  return Buffer.concat([Buffer.from(sessionId.replaceAll('-', ''), 'hex'), family, secret]).toString(
    'base64url',
  )
}

export function decodeRefreshToken(text: string): RefreshToken | undefined {
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.length !== idBytes + familyBytes + secretBytes) return undefined
  const id = bytes.toString('hex', 0, idBytes)
  return {
    sessionId: id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    family: bytes.subarray(idBytes, idBytes + familyBytes),
    secret: bytes.subarray(idBytes + familyBytes),
  }
}

/** The session as it is stored, with hashes only. The secrets are random: a fast hash is as good as a slow one. */
export function toSession({ sessionId, family, secret }: RefreshToken): NewSession {
  const expiresAt = new Date(Date.now() + refreshTokenDays * 24 * 60 * 60 * 1000)
  return { id: sessionId, familyHash: sha256(family), tokenHash: sha256(secret), expiresAt }
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest()
