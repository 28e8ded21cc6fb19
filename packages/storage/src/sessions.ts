import type { Player } from '@gameserver/protocol/http'
import { type PlayerRow, playerColumns, toPlayer } from './accounts.ts'
import { addLiveEvents } from './live-events.ts'
import { tellPlayerChanged } from './player-changes.ts'
import type { Sql, Transaction } from './postgres.ts'

export interface NewSession {
  id: string
  /** SHA-256 of the secret all refresh tokens of the session share, and of the newest token's own. */
  familyHash: Buffer
  tokenHash: Buffer
  expiresAt: Date
}

export async function openSession(sql: Sql, playerId: string, session: NewSession): Promise<void> {
  await sql`
    insert into sessions (id, player_id, family_hash, token_hash, expires_at)
    values (${session.id}, ${playerId}, ${session.familyHash}, ${session.tokenHash}, ${session.expiresAt})`
}

export interface FoundSession {
  player: Player
  expiresAtMs: number
}

/** Those of the sessions that are neither revoked nor expired, and undefined for the others. */
export async function findSessions(
  sql: Sql,
  sessionIds: readonly string[],
): Promise<(FoundSession | undefined)[]> {
  const rows = await sql<(PlayerRow & { sessionId: string; expiresAt: Date })[]>`
    select ${playerColumns(sql)}, s.id as "sessionId", s.expires_at as "expiresAt"
    from sessions s join players p on p.id = s.player_id
    where s.id = any(${[...sessionIds]}::uuid[]) and s.revoked_at is null and s.expires_at > now()`
  const found = new Map(
    rows.map((row) => [row.sessionId, { player: toPlayer(row), expiresAtMs: row.expiresAt.getTime() }]),
  )
  return sessionIds.map((id) => found.get(id))
}

export interface Rotation {
  sessionId: string
  familyHash: Buffer
  tokenHash: Buffer
  nextTokenHash: Buffer
  nextExpiresAt: Date
}

export type RotationOutcome =
  | { outcome: 'rotated'; player: Player }
  /** An older token of the family came back: somebody has a copy. The session is revoked now. */
  | { outcome: 'reused'; playerId: string }
  /** Unknown, revoked or expired. */
  | { outcome: 'refused' }

/**
 * Replaces the session's newest token. Of two that present the same token at once, the row's lock lets one win; the
 * other finds the token replaced, which is reuse, and revokes the session of both.
 */
export async function rotateToken(sql: Sql, rotation: Rotation): Promise<RotationOutcome> {
  const { sessionId, familyHash, tokenHash } = rotation
  const [winner] = await sql<PlayerRow[]>`
    with rotated as (
      update sessions
      set token_hash = ${rotation.nextTokenHash}, expires_at = ${rotation.nextExpiresAt}, refreshed_at = now()
      where id = ${sessionId} and family_hash = ${familyHash} and token_hash = ${tokenHash}
        and revoked_at is null and expires_at > now()
      returning player_id
    )
    select ${playerColumns(sql)} from rotated join players p on p.id = rotated.player_id`
  if (winner !== undefined) return { outcome: 'rotated', player: toPlayer(winner) }
  const [reused] = await sql.begin(async (transaction) => {
    const revoked = await transaction<RevokedSession[]>`
      update sessions set revoked_at = now(), revoked_reason = 'reuse'
      where id = ${sessionId} and family_hash = ${familyHash} and token_hash <> ${tokenHash} and revoked_at is null
      returning id as "sessionId", player_id as "playerId"`
    await tellEnded(transaction, revoked, 'reuse')
    return revoked
  })
  return reused === undefined ? { outcome: 'refused' } : { outcome: 'reused', playerId: reused.playerId }
}

export async function revokeSession(sql: Sql, sessionId: string): Promise<void> {
  await sql.begin(async (transaction) => {
    const revoked = await transaction<RevokedSession[]>`
      update sessions set revoked_at = now(), revoked_reason = 'logout'
      where id = ${sessionId} and revoked_at is null
      returning id as "sessionId", player_id as "playerId"`
    await tellEnded(transaction, revoked, 'logout')
  })
}

interface RevokedSession {
  sessionId: string
  playerId: string
}

/** Their live streams, wherever they are, end when they hear of it, and no process takes them for open any more. */
async function tellEnded(
  transaction: Transaction,
  revoked: readonly RevokedSession[],
  reason: 'logout' | 'reuse',
): Promise<void> {
  await addLiveEvents(
    transaction,
    revoked.map((session) => ({ ...session, kind: 'session.ended', reason })),
  )
  for (const { playerId } of revoked) await tellPlayerChanged(transaction, playerId)
}
