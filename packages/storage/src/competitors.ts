import type { Transaction } from './postgres.ts'

/** An ended match, as it is settled. */
export interface EndedMatch {
  id: string
  game: string
  mode: string
  endedAt: Date
  /** By player id. */
  players: Competitor[]
}

export interface Competitor {
  playerId: string
  /** Null: the player never came. */
  score: number | null
  rank: number | null
  /** Before the end, and for good. */
  hasLeft: boolean
  /** Where there are no teams, all are in team 0. */
  team: number
}

/** Locks the players too, in one order for everybody: of matches with common players, one is settled after the other. */
export async function lockEndedMatch(
  transaction: Transaction,
  matchId: string,
): Promise<EndedMatch | undefined> {
  const [match] = await transaction<Omit<EndedMatch, 'players'>[]>`
    select id, game, mode, ended_at as "endedAt" from matches where id = ${matchId} and status = 'ended'`
  if (match === undefined) return undefined
  const players = await transaction<Competitor[]>`
    select m.player_id as "playerId", m.score, m.rank, m.team, m.left_at is not null as "hasLeft"
    from match_players m join players p on p.id = m.player_id
    where m.match_id = ${matchId} order by p.id for no key update of p`
  return { ...match, players: [...players] }
}
