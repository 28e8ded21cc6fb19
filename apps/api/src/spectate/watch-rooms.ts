import { livekitIn } from '@gameserver/config'
import { watchIdentity, watchRoomOf } from '@gameserver/protocol/topics'
import { shortTokenSeconds } from '@gameserver/storage/room-evictions'
import { AccessToken, RoomServiceClient } from 'livekit-server-sdk'
import type { ApiConfig } from '../config.ts'
import type { PlayerToken } from '../room/player-token.ts'

/** LiveKit takes milliseconds; below what clients wait for an answer of ours. */
const requestTimeoutSeconds = 3

/** Between the making of the room, or the last one's leaving, and its end; who comes later makes it anew. */
const emptySeconds = 60

export interface ShownMatch {
  room: string
  region: string | null
}

/** The rooms in LiveKit in which matches are shown, each beside its match's own. */
export class WatchRooms {
  readonly #livekit: ApiConfig['livekit']

  constructor(livekit: ApiConfig['livekit']) {
    this.#livekit = livekit
  }

  /** Makes the room, or leaves the one that is there as it is. LiveKit itself lets no more than `max` in. */
  async open({ room, region }: ShownMatch, game: string, max: number): Promise<void> {
    await this.#serverOf(region).createRoom({
      name: watchRoomOf(room),
      emptyTimeout: emptySeconds,
      departureTimeout: emptySeconds,
      maxParticipants: max,
      metadata: JSON.stringify({ game }),
    })
  }

  /** How many watch, by the rooms of their matches, as LiveKit noted it in the last seconds. */
  async count(matches: readonly ShownMatch[]): Promise<ReadonlyMap<string, number>> {
    const regions = [...new Set(matches.map(({ region }) => region))]
    const counts = await Promise.all(
      regions.map((region) =>
        this.#countIn(
          region,
          matches.filter((match) => match.region === region).map(({ room }) => room),
        ),
      ),
    )
    return new Map(counts.flat())
  }

  /**
   * A place in the room: to hear, and nothing else. Hidden, so that who watches is nobody else's business, and that a thousand who
   * come don't each have to be told of a thousand.
   */
  async token({ room, region }: ShownMatch, playerId: string): Promise<PlayerToken> {
    const { apiKey, apiSecret, url, publicUrl } = livekitIn(region, this.#livekit)
    const identity = watchIdentity(playerId)
    const name = watchRoomOf(room)
    const token = new AccessToken(apiKey, apiSecret, { identity, ttl: shortTokenSeconds })
    token.addGrant({
      roomJoin: true,
      room: name,
      canSubscribe: true,
      canPublish: false,
      canPublishData: false,
      canUpdateOwnMetadata: false,
      hidden: true,
    })
    const expiresAt = new Date(Date.now() + shortTokenSeconds * 1000).toISOString()
    return { url: publicUrl ?? url, token: await token.toJwt(), room: name, identity, expiresAt }
  }

  async #countIn(region: string | null, rooms: readonly string[]): Promise<[string, number][]> {
    const found = await this.#serverOf(region).listRooms(rooms.map(watchRoomOf))
    const byName = new Map(found.map(({ name, numParticipants }) => [name, numParticipants]))
    return rooms.map((room) => [room, byName.get(watchRoomOf(room)) ?? 0])
  }

  #serverOf(region: string | null): RoomServiceClient {
    const { url, apiKey, apiSecret } = livekitIn(region, this.#livekit)
    const options = { requestTimeout: requestTimeoutSeconds, failover: false }
    return new RoomServiceClient(url.replace(/^ws/, 'http'), apiKey, apiSecret, options)
  }
}
