import type {
  BlockedPlayers,
  FoundPlayer,
  FriendRequests,
  FriendState,
  Friends,
} from '@gameserver/protocol/friend'
import { queryOf } from '../competition/leaderboards.ts'
import type { Login } from '../login/login.ts'

export interface FriendsPage {
  limit?: number
  offset?: number
}

/**
 * Whom the player knows, and whom the player does not want to know. Methods reject with ApiError. `friend.requested`,
 * `friend.accepted` and `friend.removed` of the live stream tell of changes by others.
 */
export class FriendsClient {
  readonly #login: Login

  constructor(login: Login) {
    this.#login = login
  }

  /** By name; 100 of them unless `limit` says otherwise, which may be up to 500: all that one can have. */
  list(page: FriendsPage = {}): Promise<Friends> {
    return this.#login.send({ method: 'GET', path: `/v1/friends${queryOf({ ...page })}` })
  }

  /** Asks a player to be friends; `friends` at once if the other one has asked, too. */
  request(playerId: string): Promise<FriendState> {
    return this.#login.send({ method: 'POST', path: '/v1/friends', body: { playerId } })
  }

  /** Those not answered yet, to the player and from. */
  requests(): Promise<FriendRequests> {
    return this.#login.send({ method: 'GET', path: '/v1/friends/requests' })
  }

  accept(playerId: string): Promise<FriendState> {
    return this.#login.send({ method: 'POST', path: `/v1/friends/requests/${playerId}/accept` })
  }

  decline(playerId: string): Promise<void> {
    return this.#login.send({ method: 'POST', path: `/v1/friends/requests/${playerId}/decline` })
  }

  /** Also takes an own request back. */
  remove(playerId: string): Promise<void> {
    return this.#login.send({ method: 'DELETE', path: `/v1/friends/${playerId}` })
  }

  /** The other one can neither ask to be friends nor invite to a party, and is a friend no more. */
  block(playerId: string): Promise<void> {
    return this.#login.send({ method: 'PUT', path: `/v1/blocks/${playerId}` })
  }

  unblock(playerId: string): Promise<void> {
    return this.#login.send({ method: 'DELETE', path: `/v1/blocks/${playerId}` })
  }

  /** Newest first; up to 100 at a time. */
  blocked(page: FriendsPage = {}): Promise<BlockedPlayers> {
    return this.#login.send({ method: 'GET', path: `/v1/blocks${queryOf({ ...page })}` })
  }

  /** Players whose names begin so; up to 50, 20 unless `limit` says otherwise. */
  async find(name: string, limit?: number): Promise<FoundPlayer[]> {
    const path = `/v1/players${queryOf({ name, limit })}`
    const { players } = await this.#login.send<{ players: FoundPlayer[] }>({ method: 'GET', path })
    return players
  }
}
