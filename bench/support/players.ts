import { randomUUID } from 'node:crypto'
import { signAccessToken } from '../../apps/api/src/login/access-token.ts'
import type { Sql } from '../../packages/storage/src/postgres.ts'

export async function addPlayers(sql: Sql, count: number): Promise<void> {
  await sql`
    insert into players (id, name)
    select gen_random_uuid(), 'Player ' || n from generate_series(1, ${count}::int) n`
}

export async function somePlayers(sql: Sql, count: number): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`select id from players limit ${count}`
  return rows.map(({ id }) => id)
}

/** Access tokens of that many players, who are logged in without the request, which is measured elsewhere. */
export async function openSessions(sql: Sql, count: number, jwtSecret: string): Promise<string[]> {
  const sessions = (await somePlayers(sql, count)).map((playerId) => ({ playerId, sessionId: randomUUID() }))
  await sql`
    insert into sessions (id, player_id, family_hash, token_hash, expires_at)
    select s.id, s.player_id, '', '', now() + interval '1 day'
    from unnest(
      ${sessions.map(({ sessionId }) => sessionId)}::uuid[], ${sessions.map(({ playerId }) => playerId)}::uuid[]
    ) as s (id, player_id)`
  return sessions.map((claims) => signAccessToken(claims, jwtSecret))
}
