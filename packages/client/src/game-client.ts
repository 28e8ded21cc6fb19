import type { AnyGame } from '@gameserver/engine'
import type { Game as GameListing, MatchToken, Player, RoomToken, Stats } from '@gameserver/protocol/http'
import type { WatchToken } from '@gameserver/protocol/spectate'
import { LeaderboardClient } from './competition/leaderboards.ts'
import { MatchesClient } from './competition/matches.ts'
import { ProfilesClient } from './competition/profiles.ts'
import { FriendsClient } from './friend/friends-client.ts'
import { ApiError } from './http/api-error.ts'
import { HttpClient } from './http/http-client.ts'
import { Live } from './live/live.ts'
import { Login } from './login/login.ts'
import { memoryTokenStorage, type TokenStorage } from './login/token-storage.ts'
import { JoinError } from './match/join-error.ts'
import { JoinedMatch } from './match/joined-match.ts'
import { PartyClient } from './party/party-client.ts'
import { Queue } from './queue/queue.ts'
import { RegionsClient } from './region/regions-client.ts'
import { RoomClient } from './room/room-client.ts'
import { tokenPath } from './room/token-path.ts'
import { SpectatedMatch } from './spectate/spectated-match.ts'
import type { Transport } from './transport.ts'

export interface GameClientOptions {
  /** Where the API is, without a path, such as `https://api.example.com`. In a page of the same origin: ''. */
  apiUrl: string
  transport: Transport
  /** Where tokens are kept; in memory when left out. */
  storage?: TokenStorage
  /** False: what is known of the way to regions is what is given to `queue.join`, or asked for by `regions.measure`. */
  measuresRegions?: boolean
}

/** A player's way to everything: login, queue, party, matches, leaderboards. Its methods reject with ApiError. */
export class GameClient {
  readonly queue: Queue
  /** Where matches can be played. */
  readonly regions: RegionsClient
  /** What happens to the player, as it happens. */
  readonly live: Live
  readonly party: PartyClient
  readonly room: RoomClient
  readonly friends: FriendsClient
  readonly leaderboard: LeaderboardClient
  readonly matches: MatchesClient
  readonly profiles: ProfilesClient
  readonly #transport: Transport
  readonly #http: HttpClient
  readonly #login: Login

  constructor(options: GameClientOptions) {
    const { apiUrl, transport, storage = memoryTokenStorage(), measuresRegions = true } = options
    this.#transport = transport
    this.#http = new HttpClient(apiUrl)
    this.#login = new Login(this.#http, storage)
    this.live = new Live(this.#login)
    this.regions = new RegionsClient({
      http: this.#http,
      login: this.#login,
      measuresByItself: measuresRegions,
    })
    this.queue = new Queue(this.#login, this.live, this.regions)
    this.room = new RoomClient(this.#login, this.live, transport)
    this.party = new PartyClient(this.#login, this.live, transport, () => this.regions.measureSoon())
    this.friends = new FriendsClient(this.#login)
    this.leaderboard = new LeaderboardClient(this.#http, this.#login)
    this.matches = new MatchesClient(this.#login)
    this.profiles = new ProfilesClient(this.#login)
  }

  /** Undefined when not logged in. */
  get player(): Player | undefined {
    return this.#login.player
  }

  /** Takes up the login kept in the storage; undefined when there is none. */
  restoreLogin(): Promise<Player | undefined> {
    return this.#login.restore()
  }

  /** `deviceId` is a secret of 16 to 128 characters that the device made once: whoever knows it is this guest. */
  loginAsGuest(guest: { deviceId: string; name?: string }): Promise<Player> {
    return this.#login.open('/v1/auth/guest', guest)
  }

  register(account: { email: string; password: string; name: string }): Promise<Player> {
    return this.#login.open('/v1/auth/register', account)
  }

  login(credentials: { email: string; password: string }): Promise<Player> {
    return this.#login.open('/v1/auth/login', credentials)
  }

  logout(): Promise<void> {
    return this.#login.close()
  }

  async updateName(name: string): Promise<Player> {
    const player = await this.#login.send<Player>({ method: 'PATCH', path: '/v1/players/me', body: { name } })
    await this.#login.rename(player)
    return player
  }

  async games(): Promise<GameListing[]> {
    const { games } = await this.#http.send<{ games: GameListing[] }>({ method: 'GET', path: '/v1/games' })
    return games
  }

  stats(playerId: string): Promise<Stats> {
    return this.profiles.stats(playerId)
  }

  /** Joins the room of the player's current match. Rejects with JoinError or ApiError. */
  async joinMatch<G extends AnyGame>(game: G): Promise<JoinedMatch<G>> {
    const fetchToken = async (signal?: AbortSignal, visit?: number) => {
      const path = tokenPath('/v1/auth/token', visit)
      const token = await this.#login.send<RoomToken>({ method: 'GET', path, signal })
      if (token.matchId === null) throw new ApiError(404, 'no_match', 'The match of the room has not begun')
      return token as MatchToken
    }
    const token = await fetchToken()
    if (token.game !== game.id) {
      throw new JoinError('wrong_game', `The match is of ${token.game}, not of ${game.id}`)
    }
    const fetchAgain = async (signal: AbortSignal, visit: number | undefined) => {
      const again = await fetchToken(signal, visit)
      if (again.matchId !== token.matchId) throw new ApiError(404, 'no_match', 'The player has another match')
      return again
    }
    return JoinedMatch.join({ game, token, transport: this.#transport, fetchToken: fetchAgain })
  }

  /**
   * Watches a match that runs. `game` is the game, or finds it by its id; `code` is that of the match's room, if it is a private
   * one. Rejects with JoinError or ApiError.
   */
  async spectate<G extends AnyGame>(
    matchId: string,
    game: G | ((gameId: string) => G | undefined),
    { code }: { code?: string } = {},
  ): Promise<SpectatedMatch<G>> {
    const path = `/v1/matches/${matchId}/watch`
    const fetchToken = (signal?: AbortSignal) =>
      this.#login.send<WatchToken>({ method: 'POST', path, body: { code }, signal })
    const token = await fetchToken()
    const watched = typeof game === 'function' ? game(token.game) : game
    if (watched?.id !== token.game) throw new JoinError('wrong_game', `The match is of ${token.game}`)
    const fetchMatch = () => this.matches.get(matchId)
    return SpectatedMatch.enter({ game: watched, token, transport: this.#transport, fetchToken, fetchMatch })
  }
}
