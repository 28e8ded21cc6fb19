import { createHash } from 'node:crypto'
import type { MatchResult } from './matches.ts'
import type { Transaction } from './postgres.ts'

/** Whether this is what the match has ended with; what contradicts it is put on record, once. */
export async function compareWithEnded(
  transaction: Transaction,
  { matchId, epoch, reason, scores, metadata }: MatchResult,
): Promise<'already_committed' | 'contradicted'> {
  const [match] = await transaction<{ isSame: boolean }[]>`
    select reason = ${reason} and metadata = ${transaction.json(metadata as never)}::jsonb as "isSame"
    from matches where id = ${matchId}`
  const players = await transaction<{ playerId: string; score: number | null; rank: number | null }[]>`
    select player_id as "playerId", score, rank from match_players where match_id = ${matchId}`
  const given = new Map(scores.map((score) => [score.playerId, score]))
  const isSame = players.every(({ playerId, score, rank }) => {
    const other = given.get(playerId)
    return (other?.score ?? null) === score && (other?.rank ?? null) === rank
  })
  if (match?.isSame && isSame) return 'already_committed'
  const result = JSON.stringify({ reason, scores, metadata })
  await transaction`
    insert into refused_results (match_id, result_hash, epoch, result)
    values (${matchId}, ${createHash('sha256').update(result).digest()}, ${epoch}, ${result}::text::jsonb)
    on conflict do nothing`
  return 'contradicted'
}
