import { createHash } from 'node:crypto'
import { claimMatch, commitResult, setMatchStatus } from '@gameserver/storage/matches'
import type { Sql } from '@gameserver/storage/postgres'
import { matchQueue } from '@gameserver/storage/queue-pass'
import { enqueue } from '@gameserver/storage/tickets'
import type { PlannedMatch } from './match-plan.ts'
import type { SeededPlayer } from './seed-players.ts'

/** Those of the matches that are not there yet. */
export async function missingMatches(sql: Sql, plan: readonly PlannedMatch[]): Promise<PlannedMatch[]> {
  const there = await sql<{ id: string }[]>`
    select id from matches where id = any(${plan.map(({ index }) => matchIdOf(index))}::uuid[])`
  const ids = new Set(there.map(({ id }) => id))
  return plan.filter(({ index }) => !ids.has(matchIdOf(index)))
}

/**
 * From the queue to the committed result, by the functions that real matches go through; then the match is dated back to when it
 * is said to have been. What follows from it is settled later, as for any match. False: one of the players is busy.
 */
export async function seedMatch(
  sql: Sql,
  match: PlannedMatch,
  players: readonly SeededPlayer[],
): Promise<boolean> {
  const { game, mode, endedAt } = match
  const matchId = matchIdOf(match.index)
  const scores = match.results.map(({ player, score, rank }) => {
    return { playerId: (players[player] as SeededPlayer).id, score, rank }
  })
  const playerIds = scores.map(({ playerId }) => playerId)
  const members = playerIds.map((playerId) => ({ playerId }))
  // One ticket of them all: each query counts when there are hundreds of matches.
  const queued = await enqueue(sql, {
    members,
    game,
    mode,
    playersMin: members.length,
    playersMax: members.length,
  })
  if (queued !== 'queued') return false
  await formMatch(sql, { matchId, game, mode, playerIds })
  const claim = await claimMatch(sql, { matchId, authorityId: 'seed' })
  const epoch = claim?.epoch ?? 0
  await setMatchStatus(sql, { matchId, epoch, status: 'running' })
  const result = { matchId, epoch, reason: 'finished', scores, metadata: { seeded: true } }
  const outcome = await commitResult(sql, result)
  if (outcome !== 'committed') throw new Error(`the seeded match ${matchId} was not committed: ${outcome}`)
  await sql`
    update matches set created_at = ${match.startedAt}, claimed_at = ${match.startedAt}, started_at = ${match.startedAt},
      ended_at = ${endedAt}
    where id = ${matchId}`
  await sql`
    update match_players set queued_at = ${match.startedAt}, matched_at = ${match.startedAt} where match_id = ${matchId}`
  return true
}

async function formMatch(
  sql: Sql,
  formed: { matchId: string; game: string; mode: string; playerIds: string[] },
): Promise<void> {
  const { matchId, game, mode, playerIds } = formed
  const match = {
    id: matchId,
    game,
    mode,
    room: `${game}-${matchId.slice(0, 8)}`,
    seed: Number.parseInt(matchId.slice(0, 8), 16),
    region: null,
    seats: playerIds.map((playerId) => ({ playerId, team: 0 })),
  }
  await matchQueue(sql, { game, mode }, (queued) => {
    const tickets = queued.filter(({ members }) =>
      members.some(({ playerId }) => playerIds.includes(playerId)),
    )
    return { matches: [{ ...match, tickets }], reasons: [] }
  })
}

/** A UUID of version 8, made of the index. */
export function matchIdOf(index: number): string {
  const hex = createHash('sha256').update(`seeded match ${index}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
