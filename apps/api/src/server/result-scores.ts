import type { PlayerScore } from '@gameserver/storage/matches'
import type { Sql } from '@gameserver/storage/postgres'
import { type ServerMatchState, scoreRange } from '@gameserver/storage/server-matches'
import { badBody, Refusal } from '../http/refusal.ts'

/** Refuses what can't be a result of this match, naming the fields at fault. */
export async function refuseWrongScores(
  sql: Sql,
  match: ServerMatchState,
  scores: readonly PlayerScore[],
): Promise<void> {
  const fields = scores.flatMap(({ playerId, rank }, index) => [
    ...(match.playerIds.includes(playerId)
      ? []
      : [{ path: `scores.${index}.playerId`, message: 'has no seat in this match' }]),
    ...(scores.findIndex((score) => score.playerId === playerId) < index
      ? [{ path: `scores.${index}.playerId`, message: 'is there twice' }]
      : []),
    ...(rank > scores.length
      ? [{ path: `scores.${index}.rank`, message: `must be from 1 to ${scores.length}` }]
      : []),
  ])
  if (fields.length > 0) throw badBody(fields)
  // What has counted, counts: however ranges have changed since.
  if (match.status !== 'ended') await refuseOutOfRange(sql, match, scores)
}

async function refuseOutOfRange(
  sql: Sql,
  match: ServerMatchState,
  scores: readonly PlayerScore[],
): Promise<void> {
  const { min, max } = await scoreRange(sql, match)
  const fields = scores.flatMap(({ score }, index) =>
    score >= min && score <= max
      ? []
      : [{ path: `scores.${index}.score`, message: `must be from ${min} to ${max}` }],
  )
  if (fields.length > 0) throw new Refusal(400, 'score_out_of_range', 'A score is out of range', { fields })
}
