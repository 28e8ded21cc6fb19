import type {
  Leaderboard,
  LeaderboardDefinition,
  OwnRank,
  SeasonPeriod,
} from '@gameserver/protocol/competition'
import type { HttpClient } from '../http/http-client.ts'
import type { Login } from '../login/login.ts'

/** A season, from 1; the present one when it is left out. */
export interface OfSeason {
  season?: number | undefined
}

/** Leaderboards: a game's own has the game's id. Methods reject with ApiError. */
export class LeaderboardClient {
  readonly #http: HttpClient
  readonly #login: Login

  constructor(http: HttpClient, login: Login) {
    this.#http = http
    this.#login = login
  }

  /** Those of a game, or all. Needs no login, like `top` and `seasons`. */
  async list(game?: string): Promise<LeaderboardDefinition[]> {
    const path = `/v1/leaderboards${queryOf({ game })}`
    const { leaderboards } = await this.#http.send<{ leaderboards: LeaderboardDefinition[] }>({
      method: 'GET',
      path,
    })
    return leaderboards
  }

  /** Best rows first; `limit` from 1 to 100. */
  top(leaderboard: string, limit = 20, page: OfSeason & { offset?: number } = {}): Promise<Leaderboard> {
    return this.#http.send({
      method: 'GET',
      path: `/v1/leaderboards/${leaderboard}${queryOf({ limit, ...page })}`,
    })
  }

  /** The player's own row, and those around it. */
  own(leaderboard: string, { season }: OfSeason = {}): Promise<OwnRank> {
    return this.#login.send({
      method: 'GET',
      path: `/v1/leaderboards/${leaderboard}/me${queryOf({ season })}`,
    })
  }

  /** How the player and the player's friends stand among all; without those who have no score. */
  friends(leaderboard: string, { season }: OfSeason = {}): Promise<Leaderboard> {
    const query = queryOf({ friends: 'true', season })
    return this.#login.send({ method: 'GET', path: `/v1/leaderboards/${leaderboard}/players${query}` })
  }

  /** How up to 100 players stand among all; without those who have no score. */
  among(leaderboard: string, playerIds: readonly string[], { season }: OfSeason = {}): Promise<Leaderboard> {
    const query = queryOf({ ids: playerIds.join(','), season })
    return this.#login.send({ method: 'GET', path: `/v1/leaderboards/${leaderboard}/players${query}` })
  }

  /** Newest first; the first one is the present one. */
  async seasons(leaderboard: string): Promise<SeasonPeriod[]> {
    const path = `/v1/leaderboards/${leaderboard}/seasons`
    const { seasons } = await this.#http.send<{ seasons: SeasonPeriod[] }>({ method: 'GET', path })
    return seasons
  }
}

/** With its question mark, or nothing. */
export function queryOf(parameters: Readonly<Record<string, string | number | undefined>>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, `${value}`)
  const text = `${query}`
  return text && `?${text}`
}
