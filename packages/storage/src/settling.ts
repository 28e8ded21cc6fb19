import { unlockAchievements } from './achievements.ts'
import { type EndedMatch, lockEndedMatch } from './competitors.ts'
import { leaderboardsOfResult } from './leaderboard-definitions.ts'
import { holdSeasonFor } from './leaderboard-seasons.ts'
import { addLiveEvents, type NewLiveEvent } from './live-events.ts'
import type { MatchEndedEvent } from './matches.ts'
import { isPostgresAway, type Sql, type Transaction } from './postgres.ts'
import { type RatingRules, rateMatch } from './ratings.ts'
import { type NewScore, type ScoreChange, writeScores } from './score-writes.ts'
import { countMatch } from './stats.ts'

export type Settlement =
  | { outcome: 'nothing_to_do' }
  | { outcome: 'settled'; matchId: string; changes: ScoreChange[] }
  /** It is tried again later. */
  | { outcome: 'failed'; error: unknown }

interface Settled {
  events: NewLiveEvent[]
  changes: ScoreChange[]
}

export type SettlingStep = (
  transaction: Transaction,
  match: EndedMatch,
  rules: RatingRules,
) => Promise<Partial<Settled>>

/** What follows from a result, in this order: achievements look at the stats. */
export const settlingSteps: readonly SettlingStep[] = [
  async (transaction, match, rules) => ({ events: await rateMatch(transaction, match, rules) }),
  async (transaction, match) => {
    await countMatch(transaction, match)
    return {}
  },
  async (transaction, match) => ({ events: await unlockAchievements(transaction, match) }),
  async (transaction, match) => ({ changes: await rankScores(transaction, match) }),
]

/**
 * Works off one committed result, the oldest that nobody else is at: all that follows from it, and the mark that this is done,
 * commit together or not at all. So each result counts exactly once, whoever is killed when.
 */
export async function settleNext(
  sql: Sql,
  rules: RatingRules,
  steps: readonly SettlingStep[] = settlingSteps,
): Promise<Settlement> {
  let eventId: string | undefined
  try {
    return await sql.begin(async (transaction) => {
      const [event] = await transaction<{ id: string; payload: MatchEndedEvent }[]>`
        select id, payload from outbox
        where relayed_at is null and topic = 'match.ended' and due_at <= now()
        order by id limit 1 for update skip locked`
      if (event === undefined) return { outcome: 'nothing_to_do' }
      eventId = event.id
      const { matchId } = event.payload
      const changes = await settle(transaction, await lockEndedMatch(transaction, matchId), rules, steps)
      await transaction`update outbox set relayed_at = now() where id = ${event.id}`
      return { outcome: 'settled', matchId, changes }
    })
  } catch (error) {
    if (eventId === undefined || isPostgresAway(error)) throw error
    await postpone(sql, eventId)
    return { outcome: 'failed', error }
  }
}

async function settle(
  transaction: Transaction,
  match: EndedMatch | undefined,
  rules: RatingRules,
  steps: readonly SettlingStep[],
): Promise<ScoreChange[]> {
  if (match === undefined) return []
  const results: Partial<Settled>[] = []
  for (const step of steps) results.push(await step(transaction, match, rules))
  await addLiveEvents(
    transaction,
    results.flatMap(({ events = [] }) => events),
  )
  return results.flatMap(({ changes = [] }) => changes)
}

/** Enters the scores into the seasons of the time at which the match ended. */
async function rankScores(transaction: Transaction, match: EndedMatch): Promise<ScoreChange[]> {
  const scores: NewScore[] = []
  for (const rules of await leaderboardsOfResult(transaction, match)) {
    const season = await holdSeasonFor(transaction, rules, match.endedAt)
    const board = { leaderboard: rules.id, season, policy: rules.policy, direction: rules.direction }
    for (const { playerId, score } of match.players) {
      if (score === null || score < rules.scoreMin || score > rules.scoreMax) continue
      scores.push({ board, playerId, score, achievedAt: match.endedAt, matchId: match.id })
    }
  }
  return writeScores(transaction, scores)
}

/** After a second, then ever later, up to about an hour. */
async function postpone(sql: Sql, eventId: string): Promise<void> {
  await sql`
    update outbox set tries = tries + 1, due_at = now() + power(2, least(tries, 12)) * interval '1 second'
    where id = ${eventId} and relayed_at is null`
}
