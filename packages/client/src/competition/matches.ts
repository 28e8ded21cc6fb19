import type { MatchHistory } from '@gameserver/protocol/competition'
import type { Match } from '@gameserver/protocol/http'
import type { MatchSession } from '@gameserver/protocol/server'
import type { LiveMatches } from '@gameserver/protocol/spectate'
import type { Login } from '../login/login.ts'
import { queryOf } from './leaderboards.ts'

export interface HistoryFilter {
  player?: string
  game?: string
  mode?: string
  /** From 1 to 100; 20 when left out. */
  limit?: number
  /** Of the page before. */
  cursor?: string
}

export interface LiveFilter {
  game?: string
  /** From 1 to 50; 20 when left out. */
  limit?: number
  /** Of the page before. */
  cursor?: string
}

export class MatchesClient {
  readonly #login: Login

  constructor(login: Login) {
    this.#login = login
  }

  get(matchId: string): Promise<Match> {
    return this.#login.send({ method: 'GET', path: `/v1/matches/${matchId}` })
  }

  /**
   * Where the server is that runs the match, and a token to show it: for games that are played on servers of the studio. Rejects
   * with `match_not_ready` while no server lets players in; `match.ready` tells when one does.
   */
  session(matchId: string): Promise<MatchSession> {
    return this.#login.send({ method: 'GET', path: `/v1/matches/${matchId}/session` })
  }

  /** Matches that run and that everybody may watch, newest first. */
  live(filter: LiveFilter = {}): Promise<LiveMatches> {
    return this.#login.send({ method: 'GET', path: `/v1/matches/live${queryOf({ ...filter })}` })
  }

  /** Matches that came to a result, newest first. Its `cursor` asks for the next page; null: there is none. */
  history(filter: HistoryFilter = {}): Promise<MatchHistory> {
    return this.#login.send({ method: 'GET', path: `/v1/matches${queryOf({ ...filter })}` })
  }
}
