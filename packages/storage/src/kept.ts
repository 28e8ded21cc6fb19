import { withoutNul } from '@gameserver/protocol/storable'
import type { Sql, Transaction } from './postgres.ts'

/** What a player owns in a game, loaded for a match. */
export interface LoadedKept {
  playerId: string
  /** Null: nothing has been saved yet. */
  value: unknown
  /** To be given with each save. */
  version: number
  /** Whole seconds since it was saved, by the clock of the database. */
  awaySeconds: number
}

/** One save of a player's value. */
export interface KeptSave {
  playerId: string
  /** Of the load that this goes back to. */
  version: number
  /** Counts the match's saves for this player from 1: an older one changes nothing. */
  save: number
  value: object
}

/**
 * What the players of a match own, or those told of them; those left out who have left it. From now on this match alone can save it: whoever loaded
 * it before is refused. Nothing, when the epoch is stale.
 */
export async function loadKept(
  sql: Sql,
  { playerIds, ...match }: { matchId: string; epoch: number; playerIds?: readonly string[] },
): Promise<LoadedKept[]> {
  // In the order of the ids: two matches that load at once must not wait for each other's rows.
  return sql<LoadedKept[]>`
    with match as (${ownMatch(sql, match)})
    insert into kept (player_id, game)
    select p.player_id, match.game from match join match_players p on p.match_id = ${match.matchId}
    where p.left_at is null ${playerIds ? sql`and p.player_id = any(${[...playerIds]}::uuid[])` : sql``}
    order by p.player_id
    on conflict (player_id, game) do update set version = kept.version + 1, save = 0
    returning player_id as "playerId", value, version,
      coalesce(greatest(0, floor(extract(epoch from clock_timestamp() - saved_at))), 0)::float8 as "awaySeconds"`
}

/** Returns how many were saved: one less for each whose value another match has loaded since, none for a stale epoch. */
export async function saveKept(
  sql: Sql,
  { saves, ...match }: { matchId: string; epoch: number; saves: readonly KeptSave[] },
): Promise<number> {
  const saved = await sql`
    with match as (${ownMatch(sql, match)})
    update kept set ${saving(sql)} from match, ${saveRows(sql, saves)}
    where kept.game = match.game and ${isSaver(sql)}`
  return saved.count
}

/** Within the transaction that ends the match, or a player's part in it. */
export async function saveKeptOf(
  transaction: Transaction,
  game: string,
  saves: readonly KeptSave[],
): Promise<void> {
  await transaction`
    update kept set ${saving(transaction)} from ${saveRows(transaction, saves)}
    where kept.game = ${game} and ${isSaver(transaction)}`
}

/** The lock holds off another claim of the match until this statement is done. */
function ownMatch(sql: Sql, { matchId, epoch }: { matchId: string; epoch: number }) {
  return sql`select game from matches where id = ${matchId} and epoch = ${epoch} and ended_at is null for share`
}

function saving(sql: Sql | Transaction) {
  return sql`value = s.value::jsonb, save = s.save, saved_at = clock_timestamp()`
}

function isSaver(sql: Sql | Transaction) {
  return sql`kept.player_id = s.player_id and kept.version = s.version and kept.save <= s.save`
}

function saveRows(sql: Sql | Transaction, saves: readonly KeptSave[]) {
  return sql`unnest(
    ${saves.map(({ playerId }) => playerId)}::uuid[],
    ${saves.map(({ version }) => version)}::int[],
    ${saves.map(({ save }) => save)}::int[],
    ${saves.map(({ value }) => JSON.stringify(value, withoutNul))}::text[]
  ) as s (player_id, version, save, value)`
}
