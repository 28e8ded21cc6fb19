import type { Player } from '@gameserver/protocol/http'
import { tellingPlayerChanged } from './player-changes.ts'
import type { Sql } from './postgres.ts'
import type { NewSession } from './sessions.ts'

/** A row of players as the queries here select it. */
export interface PlayerRow {
  id: string
  name: string
  isGuest: boolean
  createdAt: Date
}

export function toPlayer(row: PlayerRow): Player {
  return { id: row.id, name: row.name, isGuest: row.isGuest, createdAt: row.createdAt.toISOString() }
}

/** Columns of a player whose table is called `p`. A guest is who has no e-mail address to log in by. */
export const playerColumns = (sql: Sql) => sql`
  p.id, p.name, p.created_at as "createdAt",
  not exists (select from identities i where i.player_id = p.id and i.provider = 'email') as "isGuest"`

export interface GuestLogin {
  /** SHA-256 of the device's id, in hex. */
  device: string
  /** The player's id and name if this device is new. */
  playerId: string
  defaultName: string
  /** Renames a player who exists already. */
  name: string | undefined
  session: NewSession
}

/** As `loginGuests`, for one. */
export async function loginGuest(sql: Sql, login: GuestLogin): Promise<Player> {
  const [player] = await loginGuests(sql, [login])
  return player as Player
}

/**
 * Logs devices in, and makes their players at the first time. One statement and one commit for all of them, since this is the
 * query of a burst: everybody logging in at once. Throws when a device that is new is there twice.
 */
export async function loginGuests(sql: Sql, logins: readonly GuestLogin[]): Promise<Player[]> {
  return (await tryLoginGuests(sql, logins)) ?? (await tryLoginGuests(sql, logins)) ?? throwLostRace()
}

/** Undefined: a device was logging in for the first time elsewhere; its player can be found from now on. */
async function tryLoginGuests(sql: Sql, logins: readonly GuestLogin[]): Promise<Player[] | undefined> {
  const sessions = logins.map(({ session }) => session)
  // Devices are in one order everywhere, so that transactions do not wait for each other's.
  const rows = await sql<(PlayerRow & { sessionId: string })[]>`
    with given as (
      select g.*, nullif(g.given_name, '') as name from unnest(
        ${logins.map(({ device }) => device)}::text[], ${logins.map(({ playerId }) => playerId)}::uuid[],
        ${logins.map(({ defaultName }) => defaultName)}::text[], ${logins.map(({ name }) => name ?? '')}::text[],
        ${sessions.map(({ id }) => id)}::uuid[], ${sessions.map(({ familyHash }) => familyHash.toString('hex'))}::text[],
        ${sessions.map(({ tokenHash }) => tokenHash.toString('hex'))}::text[],
        ${sessions.map(({ expiresAt }) => expiresAt.getTime())}::float8[]
      ) as g (device, player_id, default_name, given_name, session_id, family_hash, token_hash, expires_ms)
    ), known as (
      select g.session_id, p.id, coalesce(g.name, p.name) as name, p.created_at,
        exists (select from identities e where e.player_id = p.id and e.provider = 'email') as has_email
      from given g
      join identities i on i.provider = 'device' and i.subject = g.device
      join players p on p.id = i.player_id
    ), renamed as (
      update players p set name = known.name from known where p.id = known.id and p.name <> known.name
      returning ${tellingPlayerChanged(sql)}
    ), created as (
      insert into players (id, name) select g.player_id, coalesce(g.name, g.default_name) from given g
      where not exists (select from known k where k.session_id = g.session_id)
      order by g.device returning id, name, created_at
    ), linked as (
      insert into identities (provider, subject, player_id)
      select 'device', g.device, c.id from created c join given g on g.player_id = c.id order by g.device
    ), player as (
      select session_id, id, name, created_at, not has_email as is_guest from known
      union all
      select g.session_id, c.id, c.name, c.created_at, true from created c join given g on g.player_id = c.id
    ), opened as (
      insert into sessions (id, player_id, family_hash, token_hash, expires_at)
      select g.session_id, player.id, decode(g.family_hash, 'hex'), decode(g.token_hash, 'hex'),
        to_timestamp(g.expires_ms / 1000)
      from player join given g on g.session_id = player.session_id
    )
    select session_id as "sessionId", id, name, created_at as "createdAt", is_guest as "isGuest"
    from player`.catch(noneIfTaken)
  const players = new Map(rows.map((row) => [row.sessionId, toPlayer(row)]))
  const found = logins.flatMap(({ session }) => players.get(session.id) ?? [])
  return found.length === logins.length ? found : undefined
}

export interface Registration {
  /** In lower case. */
  email: string
  passwordHash: string
  playerId: string
  name: string
}

/** Undefined: the address is taken. */
export async function registerAccount(sql: Sql, registration: Registration): Promise<Player | undefined> {
  const { email, passwordHash, playerId, name } = registration
  const [row] = await sql<PlayerRow[]>`
    with created as (
      insert into players (id, name) values (${playerId}, ${name}) returning id, name, created_at
    ), linked as (
      insert into identities (provider, subject, player_id, password_hash)
      select 'email', ${email}, id, ${passwordHash} from created
    )
    select id, name, created_at as "createdAt", false as "isGuest" from created`.catch(noneIfTaken)
  return row && toPlayer(row)
}

export async function findAccount(
  sql: Sql,
  email: string,
): Promise<{ player: Player; passwordHash: string } | undefined> {
  const [row] = await sql<(PlayerRow & { passwordHash: string })[]>`
    select p.id, p.name, p.created_at as "createdAt", false as "isGuest", i.password_hash as "passwordHash"
    from identities i join players p on p.id = i.player_id
    where i.provider = 'email' and i.subject = ${email}`
  return row && { player: toPlayer(row), passwordHash: row.passwordHash }
}

export async function findPlayer(sql: Sql, playerId: string): Promise<Player | undefined> {
  const [row] = await sql<PlayerRow[]>`select ${playerColumns(sql)} from players p where p.id = ${playerId}`
  return row && toPlayer(row)
}

export async function renamePlayer(sql: Sql, playerId: string, name: string): Promise<Player | undefined> {
  const [row] = await sql<PlayerRow[]>`
    update players p set name = ${name} where p.id = ${playerId}
    returning ${playerColumns(sql)}, ${tellingPlayerChanged(sql)}`
  return row && toPlayer(row)
}

function noneIfTaken(error: { code?: string }): [] {
  if (error.code === '23505') return []
  throw error
}

function throwLostRace(): never {
  throw new Error('the identity of a device was taken, and is not there')
}

/** Those of the ids that are players'. */
export async function existingPlayers(sql: Sql, ids: readonly string[]): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`select id from players where id = any(${[...ids]}::uuid[])`
  return rows.map(({ id }) => id)
}
