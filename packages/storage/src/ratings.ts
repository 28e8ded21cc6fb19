import type { PlayerRating, RatingPoint } from '@gameserver/protocol/competition'
import type { Competitor, EndedMatch } from './competitors.ts'
import type { NewLiveEvent } from './live-events.ts'
import type { Sql, Transaction } from './postgres.ts'

export interface Rating {
  readonly mu: number
  readonly sigma: number
}

export interface Standing {
  rank: number
  players: { playerId: string; left: boolean }[]
}

/** How ratings change and are shown. It is the matchmaking's affair; storage keeps them. */
export interface RatingRules {
  readonly newRating: Rating
  rate(standings: readonly Standing[], ratings: ReadonlyMap<string, Rating>): ReadonlyMap<string, Rating>
  /** As players see it. */
  shown(rating: Rating): number
}

/** What players are shown of a rating. */
export interface RatingView {
  shown(rating: Rating): number
  /** In the same points. */
  uncertainty(rating: Rating): number
}

/** Changes the ratings of a match's players, in its game and mode, once. Nothing changes for who played alone. */
export async function rateMatch(
  transaction: Transaction,
  match: EndedMatch,
  rules: RatingRules,
): Promise<NewLiveEvent[]> {
  const standings = standingsOf(match.players)
  if (standings.length < 2) return []
  const { id: matchId, game, mode } = match
  const playerIds = match.players.map(({ playerId }) => playerId)
  const rows = await transaction<(Rating & { playerId: string })[]>`
    select player_id as "playerId", mu, sigma from ratings
    where game = ${game} and mode = ${mode} and player_id = any(${playerIds}::uuid[])`
  const before = new Map(rows.map(({ playerId, mu, sigma }) => [playerId, { mu, sigma }]))
  const rated = rules.rate(standings, before)
  const changes = playerIds.flatMap((playerId) => {
    const after = rated.get(playerId)
    return after ? [{ playerId, before: before.get(playerId) ?? rules.newRating, after }] : []
  })
  await keepRatings(transaction, match, changes)
  return changes.map((change) => ({
    playerId: change.playerId,
    kind: 'rating.changed',
    matchId,
    game,
    mode,
    ratingBefore: rules.shown(change.before),
    rating: rules.shown(change.after),
  }))
}

interface Change {
  playerId: string
  before: Rating
  after: Rating
}

async function keepRatings(
  transaction: Transaction,
  { id, game, mode, endedAt }: EndedMatch,
  changes: readonly Change[],
): Promise<void> {
  const playerIds = changes.map(({ playerId }) => playerId)
  const [mus, sigmas] = [changes.map(({ after }) => after.mu), changes.map(({ after }) => after.sigma)]
  await transaction`
    insert into rating_changes (match_id, player_id, game, mode, mu_before, sigma_before, mu, sigma, ended_at)
    select ${id}, c.player_id, ${game}, ${mode}, c.mu_before, c.sigma_before, c.mu, c.sigma, ${endedAt}
    from unnest(
      ${playerIds}::uuid[], ${changes.map(({ before }) => before.mu)}::float8[],
      ${changes.map(({ before }) => before.sigma)}::float8[], ${mus}::float8[], ${sigmas}::float8[]
    ) as c (player_id, mu_before, sigma_before, mu, sigma)`
  await transaction`
    insert into ratings (player_id, game, mode, mu, sigma, matches)
    select c.player_id, ${game}, ${mode}, c.mu, c.sigma, 1
    from unnest(${playerIds}::uuid[], ${mus}::float8[], ${sigmas}::float8[]) as c (player_id, mu, sigma)
    order by c.player_id
    on conflict (player_id, game, mode) do update set
      mu = excluded.mu, sigma = excluded.sigma, matches = ratings.matches + 1, updated_at = now()`
}

/** Each player for himself, unless there are teams. Who never came is last, and has left. */
export function standingsOf(players: readonly Competitor[]): Standing[] {
  const last = Math.max(0, ...players.map(({ rank }) => rank ?? 0)) + 1
  const places = players.map(({ playerId, rank, hasLeft, team }) => ({
    team,
    rank: rank ?? last,
    player: { playerId, left: hasLeft || rank === null },
  }))
  const isOfTeams = new Set(places.map(({ team }) => team)).size > 1
  const teams = new Map<unknown, Standing>()
  for (const { team, rank, player } of places) {
    const key = isOfTeams ? team : player
    const standing = teams.get(key) ?? { rank, players: [] }
    standing.rank = Math.min(standing.rank, rank)
    standing.players.push(player)
    teams.set(key, standing)
  }
  return [...teams.values()]
}

/** Draws all ratings of a game (and mode, if it is told) towards a new player's: by all the way for a share of 1. */
export async function drawRatingsBack(
  transaction: Transaction,
  { game, mode, share, towards }: { game: string; mode: string | null; share: number; towards: Rating },
): Promise<void> {
  await transaction`
    update ratings set mu = mu + ${share}::float8 * (${towards.mu}::float8 - mu),
      sigma = sigma + ${share}::float8 * (${towards.sigma}::float8 - sigma), updated_at = now()
    where game = ${game} and (${mode}::text is null or mode = ${mode})`
}

/** A player's ratings, each with its latest changes, at most `pointsMax`. */
export async function playerRatings(
  sql: Sql,
  asked: { playerId: string; game?: string | undefined; mode?: string | undefined; pointsMax: number },
  { shown, uncertainty }: RatingView,
): Promise<PlayerRating[]> {
  const view = (rating: Rating) => ({ rating: shown(rating), uncertainty: uncertainty(rating) })
  const { playerId, game = null, mode = null, pointsMax } = asked
  const ratings = await sql<Omit<PlayerRating, 'rating' | 'uncertainty' | 'curve'>[]>`
    select game, mode, mu, sigma, matches from ratings
    where player_id = ${playerId} and (${game}::text is null or game = ${game})
      and (${mode}::text is null or mode = ${mode})
    order by game, mode`
  return Promise.all(
    ratings.map(async (rating) => {
      const points = await sql<
        (Omit<RatingPoint, 'endedAt' | 'rating' | 'uncertainty'> & { endedAt: Date })[]
      >`
        select match_id as "matchId", ended_at as "endedAt", mu, sigma from rating_changes
        where player_id = ${playerId} and game = ${rating.game} and mode = ${rating.mode}
        order by id desc limit ${pointsMax}`
      const curve = points
        .map((point) => ({ ...point, endedAt: point.endedAt.toISOString(), ...view(point) }))
        .reverse()
      return { ...rating, ...view(rating), curve }
    }),
  )
}
