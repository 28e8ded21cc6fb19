import type {
  Leaderboard,
  LeaderboardDefinition,
  LeaderboardRow,
  OwnRank,
  SeasonPeriod,
} from '@gameserver/protocol/competition'
import { findLeaderboardRules, type LeaderboardRules } from './leaderboard-definitions.ts'
import { findSeason, seasonAt } from './leaderboard-seasons.ts'
import type { PlayerNames } from './player-names.ts'
import type { Sql } from './postgres.ts'
import { RankTurns } from './rank-turns.ts'
import type { Redis } from './redis.ts'
import type { ScoreChange } from './score-writes.ts'
import {
  type BoardKey,
  type Page,
  PostgresRanking,
  type RankedPage,
  type RankedPlayer,
  type Ranking,
} from './scores.ts'
import { IncompleteSet, SortedSet } from './sorted-set.ts'

/** Rows shown before and after one's own. */
const aroundRows = 5

/** How late a process hears of a changed definition. Seasons are told by their ends, not by this. */
const definitionCachedMs = 1_000

/** Definitions in the cache: the dozen or so that games have, and what is asked about without there being any. */
const definitionsCachedMax = 1_000

/** A season of a leaderboard, with the rules it is read by. */
export interface Season {
  rules: LeaderboardRules
  period: SeasonPeriod
}

/**
 * Leaderboards: the truth in Postgres, read from a sorted set in Redis. A set that is missing (a wiped Redis, a first
 * start) is rebuilt behind the reader's back; until then, and while Redis is away, Postgres answers. Where that takes too long,
 * who asks for a rank hears StorageUnavailable, and soon.
 */
export class Leaderboards {
  readonly #sql: Sql
  readonly #redis: Redis
  readonly #names: PlayerNames
  readonly #turns = new RankTurns()
  readonly #rebuilding = new Map<string, Promise<void>>()
  readonly #definitions = new Map<
    string,
    { definition: Promise<LeaderboardDefinition | undefined>; atMs: number }
  >()

  constructor(sql: Sql, redis: Redis, names: PlayerNames) {
    this.#sql = sql
    this.#redis = redis
    this.#names = names
  }

  /** The definition with the season that is under way; undefined when there is no such leaderboard. */
  async find(id: string): Promise<LeaderboardDefinition | undefined> {
    const nowMs = Date.now()
    const cached = this.#definitions.get(id)
    if (cached !== undefined && nowMs - cached.atMs < definitionCachedMs) {
      const definition = await cached.definition
      const endsAt = definition?.current.endsAt
      if (!endsAt || Date.parse(endsAt) > nowMs) return definition
    }
    if (this.#definitions.size >= definitionsCachedMax) this.#definitions.clear()
    const definition = this.#load(id)
    this.#definitions.set(id, { definition, atMs: nowMs })
    definition.catch(() => this.#definitions.delete(id))
    return definition
  }

  /** Undefined: there is no such leaderboard, or no such season of it. */
  async season(id: string, season: number | undefined): Promise<Season | undefined> {
    const definition = await this.find(id)
    if (definition === undefined) return undefined
    const { current, ...rules } = definition
    if (season === undefined || season === current.season) return { rules, period: current }
    const period = await findSeason(this.#sql, id, season)
    return period && { rules, period }
  }

  async top(season: Season, page: Page): Promise<Leaderboard> {
    const { total, rows } = await this.#read(season, (ranking) => ranking.top(page))
    return { ...headOf(season), total, rows: await this.#named(season, rows) }
  }

  async own(season: Season, playerId: string): Promise<OwnRank> {
    const { total, rows } = await this.#readRanks(season, (ranking) => ranking.around(playerId, aroundRows))
    const around = await this.#named(season, rows)
    const row = around.find((candidate) => candidate.playerId === playerId) ?? null
    return { ...headOf(season), total, row, around }
  }

  async among(season: Season, playerIds: readonly string[]): Promise<Leaderboard> {
    const { total, rows } = await this.#readRanks(season, (ranking) => ranking.among(playerIds))
    return { ...headOf(season), total, rows: await this.#named(season, rows) }
  }

  /** Tells Redis of what has been committed. Harmless when repeated or out of order: revisions tell. */
  async apply(changes: readonly ScoreChange[]): Promise<void> {
    await Promise.all(changes.map((change) => new SortedSet(this.#redis, change).apply(change.scores)))
  }

  /** Resolves when no rebuild of this process is under way. */
  async settled(): Promise<void> {
    await Promise.all(this.#rebuilding.values())
  }

  async #load(id: string): Promise<LeaderboardDefinition | undefined> {
    const rules = await findLeaderboardRules(this.#sql, id)
    return rules && { ...rules, current: await seasonAt(this.#sql, rules, new Date()) }
  }

  /** Pages are counted from their top; ranks are counted for each who asks, which Postgres is not to do for many at once. */
  #readRanks(season: Season, read: (ranking: Ranking) => Promise<RankedPage>): Promise<RankedPage> {
    const { leaderboard, season: number } = headOf(season)
    return this.#read(season, read, (counted) => this.#turns.take(`${leaderboard} ${number}`, counted))
  }

  async #read(
    season: Season,
    read: (ranking: Ranking) => Promise<RankedPage>,
    inTurn = (counted: () => Promise<RankedPage>) => counted(),
  ): Promise<RankedPage> {
    const board = headOf(season)
    const set = new SortedSet(this.#redis, board)
    try {
      return await read(set)
    } catch (error) {
      // Otherwise Redis is away. What is wrong with Postgres, if anything, shows below.
      if (error instanceof IncompleteSet) this.#rebuild(board, set)
    }
    return inTurn(() => read(new PostgresRanking(this.#sql, board)))
  }

  #rebuild({ leaderboard, season }: BoardKey, set: SortedSet): void {
    const key = `${leaderboard} ${season}`
    if (this.#rebuilding.has(key)) return
    const rebuilding = set
      .rebuild(this.#sql)
      .catch(() => {}) // The next reader tries again.
      .then(() => void this.#rebuilding.delete(key))
    this.#rebuilding.set(key, rebuilding)
  }

  async #named({ rules }: Season, ranked: readonly RankedPlayer[]): Promise<LeaderboardRow[]> {
    if (ranked.length === 0) return []
    const names = await this.#names.of(ranked.map(({ playerId }) => playerId))
    return ranked.map(({ playerId, rank, rankKey, achievedAtMs }) => ({
      rank,
      playerId,
      name: names.get(playerId) ?? '',
      score: rules.direction === 'high' ? 0 - rankKey : rankKey,
      achievedAt: new Date(achievedAtMs).toISOString(),
    }))
  }
}

const headOf = ({ rules, period }: Season) => ({ leaderboard: rules.id, season: period.season })
