import type { LeaderboardDefinition } from '@gameserver/protocol/competition'
import type { Transaction } from './postgres.ts'

type Policy = LeaderboardDefinition['policy']

/** A leaderboard's season, with what decides about a further score. */
export interface Board {
  leaderboard: string
  season: number
  policy: Policy
  direction: LeaderboardDefinition['direction']
}

export interface NewScore {
  board: Board
  playerId: string
  score: number
  achievedAt: Date
  matchId: string | null
}

/** A row as it is after a write. */
export interface StandingScore {
  playerId: string
  /** The lower, the better. */
  rankKey: number
  achievedAtMs: number
  /** Counts the values the row has had. */
  revision: number
}

/** What a write has changed in one board. Redis has to hear of it; the id is that of the row that remembers this. */
export interface ScoreChange {
  id: string
  leaderboard: string
  season: number
  scores: StandingScore[]
}

/**
 * Writes scores by their boards' policies, and returns what has changed. Rows are written in one order everywhere, so that
 * transactions do not wait for each other's. Players who are unknown are left out.
 */
export async function writeScores(
  transaction: Transaction,
  scores: readonly NewScore[],
): Promise<ScoreChange[]> {
  const folded = foldScores(scores)
  const changes: ScoreChange[] = []
  for (const policy of ['best', 'last', 'sum'] as const) {
    const ofPolicy = folded.filter(({ board }) => board.policy === policy)
    if (ofPolicy.length > 0) changes.push(...byBoard(await upsert(transaction, policy, ofPolicy)))
  }
  return changes
}

/** Redis has them. */
export async function forgetChanges(transaction: Transaction, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await transaction`delete from score_changes where id = any(${[...ids]}::bigint[])`
}

/** One score a row: a statement can't write a row twice. */
export function foldScores(scores: readonly NewScore[]): NewScore[] {
  const byRow = new Map<string, NewScore>()
  for (const score of scores) {
    const key = `${score.board.leaderboard} ${score.board.season} ${score.playerId}`
    const other = byRow.get(key)
    byRow.set(key, other === undefined ? score : fold(other, score))
  }
  return [...byRow.values()]
}

function fold(earlier: NewScore, later: NewScore): NewScore {
  switch (later.board.policy) {
    case 'best':
      return rankKeyOf(later) < rankKeyOf(earlier) ? later : earlier
    case 'last':
      return later.achievedAt >= earlier.achievedAt ? later : earlier
    case 'sum':
      return { ...later, score: earlier.score + later.score }
  }
}

/** Subtracted from zero, which has no negative then. */
const rankKeyOf = ({ board, score }: NewScore) => (board.direction === 'high' ? 0 - score : score)

interface ChangedScore extends StandingScore {
  changeId: string
  leaderboard: string
  season: number
}

/** Writes the rows and remembers which have changed, by board. */
async function upsert(transaction: Transaction, policy: Policy, scores: readonly NewScore[]) {
  return transaction<ChangedScore[]>`
    with changed as (
      insert into scores (leaderboard, season, player_id, score, rank_key, match_id, achieved_at)
      select n.leaderboard, n.season, n.player_id, n.score, n.rank_key, n.match_id,
        date_trunc('milliseconds', to_timestamp(n.achieved_ms / 1000))
      from unnest(
        ${scores.map(({ board }) => board.leaderboard)}::text[], ${scores.map(({ board }) => board.season)}::int[],
        ${scores.map(({ playerId }) => playerId)}::uuid[], ${scores.map(({ score }) => score)}::float8[],
        ${scores.map(rankKeyOf)}::float8[], ${scores.map(({ matchId }) => matchId ?? '')}::text[],
        ${scores.map(({ achievedAt }) => achievedAt.getTime())}::float8[]
      ) as g (leaderboard, season, player_id, score, rank_key, match, achieved_ms)
      cross join lateral (select g.*, nullif(g.match, '')::uuid as match_id) n
      where exists (select from players p where p.id = n.player_id)
      order by n.leaderboard, n.season, n.player_id
      on conflict (leaderboard, season, player_id) do update set
        ${replacement(transaction, policy)}, match_id = excluded.match_id,
        achieved_at = excluded.achieved_at, revision = scores.revision + 1
      where ${condition(transaction, policy)}
      returning leaderboard, season, player_id, rank_key, achieved_at, revision
    ), remembered as (
      insert into score_changes (leaderboard, season, player_ids)
      select leaderboard, season, array_agg(player_id) from changed group by leaderboard, season
      returning id, leaderboard, season
    )
    select r.id as "changeId", leaderboard, season, player_id as "playerId", rank_key as "rankKey",
      round(extract(epoch from achieved_at) * 1000)::float8 as "achievedAtMs", revision
    from changed join remembered r using (leaderboard, season)`
}

const replacement = (transaction: Transaction, policy: Policy) =>
  policy === 'sum'
    ? transaction`score = scores.score + excluded.score, rank_key = scores.rank_key + excluded.rank_key`
    : transaction`score = excluded.score, rank_key = excluded.rank_key`

/** What leaves the score as it is does not count as achieving it again. */
function condition(transaction: Transaction, policy: Policy) {
  switch (policy) {
    case 'best':
      return transaction`excluded.rank_key < scores.rank_key`
    case 'last':
      return transaction`excluded.score <> scores.score and excluded.achieved_at >= scores.achieved_at`
    case 'sum':
      return transaction`excluded.score <> 0`
  }
}

function byBoard(changed: readonly ChangedScore[]): ScoreChange[] {
  const changes = new Map<string, ScoreChange>()
  for (const { changeId, leaderboard, season, ...score } of changed) {
    const change = changes.get(changeId) ?? { id: changeId, leaderboard, season, scores: [] }
    change.scores.push(score)
    changes.set(changeId, change)
  }
  return [...changes.values()]
}
