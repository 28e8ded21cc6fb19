import type { PlayerAchievement, PlayerRating, SeasonGrant } from '@gameserver/protocol/competition'
import type { Player, Stats } from '@gameserver/protocol/http'
import type { Login } from '../login/login.ts'
import { queryOf } from './leaderboards.ts'

/** What players have done. Anybody who is logged in may ask about anybody. */
export class ProfilesClient {
  readonly #login: Login

  constructor(login: Login) {
    this.#login = login
  }

  get(playerId: string): Promise<Player> {
    return this.#login.send({ method: 'GET', path: `/v1/players/${playerId}` })
  }

  stats(playerId: string): Promise<Stats> {
    return this.#login.send({ method: 'GET', path: `/v1/players/${playerId}/stats` })
  }

  /** By game and mode, each with its latest changes, oldest first: 100 of them unless `points` says otherwise. */
  async ratings(
    playerId: string,
    filter: { game?: string; mode?: string; points?: number } = {},
  ): Promise<PlayerRating[]> {
    const path = `/v1/players/${playerId}/ratings${queryOf(filter)}`
    const { ratings } = await this.#login.send<{ ratings: PlayerRating[] }>({ method: 'GET', path })
    return ratings
  }

  /** All there are, of a game or of all, with how far the player is. */
  async achievements(playerId: string, game?: string): Promise<PlayerAchievement[]> {
    const path = `/v1/players/${playerId}/achievements${queryOf({ game })}`
    const { achievements } = await this.#login.send<{ achievements: PlayerAchievement[] }>({
      method: 'GET',
      path,
    })
    return achievements
  }

  /** What ranks in ended seasons have brought the player who is logged in, newest first. */
  async rewards(): Promise<SeasonGrant[]> {
    const { grants } = await this.#login.send<{ grants: SeasonGrant[] }>({
      method: 'GET',
      path: '/v1/players/me/rewards',
    })
    return grants
  }
}
