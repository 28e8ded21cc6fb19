import type { Game } from '@gameserver/protocol/http'
import { type AchievementDeclaration, declareAchievement } from './achievements.ts'
import {
  declareLeaderboard,
  declareOwnLeaderboard,
  type LeaderboardDeclaration,
} from './leaderboard-definitions.ts'
import type { Sql, Transaction } from './postgres.ts'

/** What a game says about itself, as far as storage is concerned: the rest is kept as it came. */
export interface GameManifest {
  id: string
  name: string
  version: string
  description: string
  players: { min: number; max: number }
  /** Queues by mode, as docs/matchmaking.md has them. */
  queues?: object
  /** Besides its own one, which has the game's id and keeps best scores unless it is among these. Ids begin with the game's. */
  leaderboards?: readonly Omit<LeaderboardDeclaration, 'game'>[]
  /** Ids begin with the game's. */
  achievements?: readonly Omit<AchievementDeclaration, 'game'>[]
}

/** A game whose matches are played by our authorities, whoever played them before. */
export async function registerGame(sql: Sql, manifest: GameManifest): Promise<void> {
  await sql.begin((transaction) => declareGame(transaction, manifest, 'authority'))
}

/** False: the game is there and played by the authorities, which studio's servers can't take from them. */
export async function declareGame(
  transaction: Transaction,
  manifest: GameManifest,
  playedOn: Game['playedOn'],
): Promise<boolean> {
  const { id, name, version, description, players, leaderboards = [], achievements = [] } = manifest
  for (const declared of [...leaderboards, ...achievements]) {
    if (declared.id !== id && !declared.id.startsWith(`${id}-`))
      throw new RangeError(`${declared.id}: what ${id} declares is named ${id} or ${id}-…`)
  }
  const declared = await transaction`
    insert into games (id, name, version, description, players_min, players_max, played_on, manifest)
    values (${id}, ${name}, ${version}, ${description}, ${players.min}, ${players.max}, ${playedOn},
      ${transaction.json(manifest as never)})
    on conflict (id) do update set
      name = excluded.name, version = excluded.version, description = excluded.description,
      players_min = excluded.players_min, players_max = excluded.players_max, played_on = excluded.played_on,
      manifest = excluded.manifest, updated_at = now()
    where games.played_on = excluded.played_on or excluded.played_on = 'authority'`
  if (declared.count === 0) return false
  for (const board of leaderboards) await declareLeaderboard(transaction, { ...board, game: id })
  await declareOwnLeaderboard(transaction, { id, name })
  for (const achievement of achievements) await declareAchievement(transaction, { ...achievement, game: id })
  return true
}

export async function listGames(sql: Sql): Promise<Game[]> {
  return sql<Game[]>`select ${columns(sql)} from games order by id`
}

export async function findGame(sql: Sql, id: string): Promise<Game | undefined> {
  const [game] = await sql<Game[]>`select ${columns(sql)} from games where id = ${id}`
  return game
}

/** What the game says about its queues, and who can play it at all. */
export interface GameQueues {
  playersMin: number
  playersMax: number
  playedOn: Game['playedOn']
  /** By mode, as it was registered: nobody has checked it. */
  queues: Record<string, unknown>
  /** Whether players may come into a match that runs; unchecked as well. */
  dropIn: unknown
}

export async function findGameQueues(sql: Sql, id: string): Promise<GameQueues | undefined> {
  const [game] = await sql<GameQueues[]>`
    select players_min as "playersMin", players_max as "playersMax", played_on as "playedOn",
      coalesce(manifest -> 'queues', '{}') as queues, manifest -> 'dropIn' as "dropIn"
    from games where id = ${id}`
  return game
}

const columns = (sql: Sql) =>
  sql`id, name, version, description, players_min as "playersMin", players_max as "playersMax",
    played_on as "playedOn"`
