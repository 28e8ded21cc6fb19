import { type LeavingFault, strikeLeaver } from './cooldowns.ts'
import { type KeptSave, saveKeptOf } from './kept.ts'
import { returnLateTickets } from './late-tickets.ts'
import { addLiveEvents } from './live-events.ts'
import { type AbandonedMatch, releasePlayers } from './match-abandonment.ts'
import type { Sql, Transaction } from './postgres.ts'
import { compareWithEnded } from './repeated-result.ts'
import { endRoomsOfMatches, leaveRoomOfMatch, lockRoomsOfMatches } from './room-ending.ts'

export interface ClaimedMatch {
  id: string
  game: string
  mode: string
  room: string
  epoch: number
  seed: number
  /** Where it is to be played, or is played once its room is open; null: anywhere. */
  region: string | null
  /** Whether there is a room already: a former owner's, or the one in which the players have gathered. */
  isOpen: boolean
  /** How many the match was made for: as many as may play at once. */
  seats: number
  /** As of which the players are. */
  seatsRevision: number
  /** Those expected in the room: without the ones who left for good under an earlier owner. */
  players: ClaimedSeat[]
}

/** Where a match is played, for who is going to claim it. */
export type ClaimableMatch = Pick<ClaimedMatch, 'game' | 'room' | 'region' | 'isOpen'>

export interface ClaimedSeat {
  playerId: string
  name: string
  slot: number
  /** 0 where there are no teams. */
  team: number
  role: string | null
}

/** Of a match that is not over. */
export async function findClaimable(sql: Sql, matchId: string): Promise<ClaimableMatch | undefined> {
  const [match] = await sql<ClaimableMatch[]>`
    select game, room, ${placeOf(sql)} from matches where id = ${matchId} and ended_at is null`
  return match
}

/** Makes the caller the match's owner by raising its epoch. Undefined: unknown, over already, or of a game that studios' servers play. */
export async function claimMatch(
  sql: Sql,
  claim: { matchId: string; authorityId: string },
): Promise<ClaimedMatch | undefined> {
  const [match] = await sql<(Omit<ClaimedMatch, 'seed' | 'players'> & { seed: string })[]>`
    update matches set epoch = epoch + 1, authority_id = ${claim.authorityId}, claimed_at = now()
    where id = ${claim.matchId} and ended_at is null
      and game in (select id from games where played_on = 'authority')
    returning id, game, mode, room, epoch, seed, seats_revision as "seatsRevision",
      coalesce(players_max, (select count(*) from match_players where match_id = id and not is_late))::int as seats,
      ${placeOf(sql)}`
  if (match === undefined) return undefined
  // Only now nobody changes any more who has left: former owners' epochs are stale.
  const players = await sql<ClaimedMatch['players']>`
    select player_id as "playerId", name, slot, team, role from match_players
    where match_id = ${match.id} and left_at is null order by slot`
  return { ...match, seed: Number(match.seed), players: [...players] }
}

function placeOf(sql: Sql | Transaction) {
  return sql`coalesce((select r.region from rooms r where r.match_id = matches.id), region) as region,
    status <> 'placing' or exists (select from rooms r where r.match_id = matches.id) as "isOpen"`
}

/**
 * Tells the players when their room can be joined for the first time, and notes in which region it was opened. False: the
 * caller's epoch is stale, or the match is over.
 */
export async function setMatchStatus(
  sql: Sql,
  change: { matchId: string; epoch: number; status: 'waiting' | 'running'; region?: string | null },
): Promise<boolean> {
  const { matchId, epoch, status, region } = change
  return sql.begin(async (transaction) => {
    const [match] = await transaction<{ game: string; mode: string; before: string }[]>`
      select game, mode, status as before from matches
      where id = ${matchId} and epoch = ${epoch} and ended_at is null for no key update`
    if (match === undefined) return false
    await transaction`
      update matches set
        status = ${status}, ${region === undefined ? transaction`` : transaction`region = ${region},`}
        started_at = case when ${status} = 'running' then coalesce(started_at, now()) else started_at end
      where id = ${matchId}`
    if (match.before === 'placing' && status === 'waiting') await tellReady(transaction, matchId, match)
    return true
  })
}

/** The players can come into the match now. */
export async function tellReady(
  transaction: Transaction,
  matchId: string,
  { game, mode }: { game: string; mode: string },
): Promise<void> {
  const players = await transaction<{ playerId: string }[]>`
    select player_id as "playerId" from match_players where match_id = ${matchId} and live order by slot`
  await addLiveEvents(
    transaction,
    players.map(({ playerId }) => {
      return { playerId, kind: 'match.ready', matchId, game, mode, status: 'waiting' }
    }),
  )
}

/**
 * The player has left for good and may queue again, with what the player owns now, if that is kept: the next match loads it.
 * `fault`: in what others were let down. Nothing happens when the epoch is stale.
 */
export async function markPlayerLeft(
  sql: Sql,
  left: {
    matchId: string
    epoch: number
    playerId: string
    kept?: KeptSave | undefined
    fault?: LeavingFault | undefined
  },
): Promise<void> {
  await sql.begin(async (transaction) => {
    await lockRoomsOfMatches(transaction, [left.matchId])
    const [match] = await transaction<{ game: string }[]>`
      select game from matches where id = ${left.matchId} and epoch = ${left.epoch} for share`
    if (match === undefined) return
    if (left.fault) await strikeLeaver(transaction, { ...left, fault: left.fault })
    await transaction`
      update match_players set live = false, left_at = coalesce(left_at, now())
      where match_id = ${left.matchId} and player_id = ${left.playerId}`
    await leaveRoomOfMatch(transaction, left.matchId, left.playerId)
    if (left.kept) await saveKeptOf(transaction, match.game, [left.kept])
  })
}

/** Payload of the outbox's `player.removed`: who was put out of a match for what was sent there. */
export interface PlayerRemovedEvent {
  matchId: string
  game: string
  /** The player's id, unless it was somebody without a seat. */
  identity: string
  /** How often packets and commands were refused, by reason. */
  refusals: Readonly<Record<string, number>>
}

/** Nothing happens when the epoch is stale. */
export async function reportRemoval(
  sql: Sql,
  removal: Omit<PlayerRemovedEvent, 'game'> & { epoch: number },
): Promise<void> {
  const { epoch, ...event } = removal
  await sql`
    insert into outbox (topic, payload)
    select 'player.removed', ${sql.json(event)}::jsonb || jsonb_build_object('game', game)
    from matches where id = ${event.matchId} and epoch = ${epoch}`
}

/** Ends the match without a result. False: the epoch is stale, or the match is over. */
export async function abandonMatch(
  sql: Sql,
  abandonment: { matchId: string; epoch: number; reason: string },
): Promise<boolean> {
  const { matchId, epoch, reason } = abandonment
  return sql.begin(async (transaction) => {
    await lockRoomsOfMatches(transaction, [matchId])
    const abandoned = await transaction<AbandonedMatch[]>`
      update matches set status = 'abandoned', reason = ${reason}, ended_at = now()
      where id = ${matchId} and epoch = ${epoch} and ended_at is null returning id, game, mode, reason`
    if (abandoned.length > 0) await releasePlayers(transaction, abandoned)
    return abandoned.length === 1
  })
}

export interface MatchResult {
  matchId: string
  epoch: number
  /** Why it ended: `finished`, `everyone_left`, … */
  reason: string
  scores: readonly PlayerScore[]
  metadata: object
  /** Who has taken part, be it without a score; those with one unless told. */
  playedIds?: readonly string[]
  /** What the players own at the end, in games in which that is kept. */
  kept?: readonly KeptSave[]
}

export interface PlayerScore {
  playerId: string
  score: number
  /** From 1. */
  rank: number
}

export type CommitOutcome = 'committed' | 'already_committed' | 'contradicted' | 'stale_epoch'

/** Payload of the outbox's `match.ended`. What follows from the result is settled from there. */
export interface MatchEndedEvent {
  matchId: string
}

/**
 * Ends the match, once, whoever asks and however often: result, what players keep and the event commit together or not at all.
 * The match's row is locked first, so that a second commit waits and then sees the first one's: the same result again changes
 * nothing, another one is refused and put on record. Throws a RangeError for scores and ranks that are none.
 */
export async function commitResult(sql: Sql, result: MatchResult): Promise<CommitOutcome> {
  checkScores(result.scores)
  return sql.begin(async (transaction) => {
    await lockRoomsOfMatches(transaction, [result.matchId])
    const [match] = await transaction<{ game: string; mode: string; status: string; epoch: number }[]>`
      select game, mode, status, epoch from matches where id = ${result.matchId} for update`
    if (match?.status === 'ended') return compareWithEnded(transaction, result)
    if (match === undefined || match.epoch !== result.epoch || match.status === 'abandoned')
      return 'stale_epoch'
    const { matchId, scores, playedIds = scores.map(({ playerId }) => playerId) } = result
    await returnLateTickets(transaction, { matchId, game: match.game, mode: match.mode }, playedIds)
    await endMatch(transaction, result)
    if (result.kept?.length) await saveKeptOf(transaction, match.game, result.kept)
    const event: MatchEndedEvent = { matchId: result.matchId }
    await transaction`insert into outbox (topic, payload) values ('match.ended', ${transaction.json(event as never)})`
    await tellEnded(transaction, result, match)
    await endRoomsOfMatches(transaction, [result.matchId], 'ended')
    return 'committed'
  })
}

function checkScores(scores: readonly PlayerScore[]): void {
  const isRight = scores.every(
    ({ score, rank }) => Number.isFinite(score) && Number.isInteger(rank) && rank >= 1,
  )
  if (!isRight) throw new RangeError('a result has finite scores, and whole ranks from 1')
  if (new Set(scores.map(({ playerId }) => playerId)).size < scores.length)
    throw new RangeError('a player is in the result twice')
}

/** Also those who left before the end: the result is theirs too. */
async function tellEnded(
  transaction: Transaction,
  { matchId, reason }: MatchResult,
  { game, mode }: { game: string; mode: string },
): Promise<void> {
  const players = await transaction<{ playerId: string; score: number | null; rank: number | null }[]>`
    select player_id as "playerId", score, rank from match_players where match_id = ${matchId} order by slot`
  await addLiveEvents(
    transaction,
    players.map((player) => ({ ...player, kind: 'match.ended', matchId, game, mode, reason })),
  )
}

async function endMatch(transaction: Transaction, result: MatchResult): Promise<void> {
  await transaction`
    update matches set status = 'ended', reason = ${result.reason}, ended_at = now(),
      metadata = ${transaction.json(result.metadata as never)}
    where id = ${result.matchId}`
  await transaction`
    update match_players p set live = false, score = s.score, rank = s.rank
    from ${scoreRows(transaction, result)} where p.match_id = ${result.matchId} and p.player_id = s.player_id`
  await transaction`update match_players set live = false where match_id = ${result.matchId} and live`
}

function scoreRows(transaction: Transaction, { scores }: MatchResult) {
  return transaction`unnest(
    ${scores.map(({ playerId }) => playerId)}::uuid[],
    ${scores.map(({ score }) => score)}::float8[],
    ${scores.map(({ rank }) => rank)}::int[]
  ) as s (player_id, score, rank)`
}
