import type { Player } from '@gameserver/protocol/http'
import { type PartyToken, partySizeMost } from '@gameserver/protocol/party'
import { type Eviction, partyTokenSeconds } from '@gameserver/storage/party-evictions'
import { RoomServiceClient, TwirpError } from 'livekit-server-sdk'
import type { ApiConfig } from '../config.ts'
import { playerToken } from '../room/player-token.ts'

/** LiveKit takes milliseconds; below what clients wait for an answer of ours. */
const requestTimeoutSeconds = 3

/** Between the last one's leaving and a reload's return; a later one makes the room anew. */
const emptyTimeoutSeconds = 60

/** Members, and as many whose connection LiveKit has not yet given up while they are back under a new one. */
const participantsMax = partySizeMost * 2

/** The parties' rooms in LiveKit: voice and chat. */
export class PartyRooms {
  readonly #livekit: ApiConfig['livekit']
  readonly #rooms: RoomServiceClient

  constructor(livekit: ApiConfig['livekit']) {
    this.#livekit = livekit
    const { url, apiKey, apiSecret } = livekit
    const options = { requestTimeout: requestTimeoutSeconds, failover: false }
    this.#rooms = new RoomServiceClient(url.replace(/^ws/, 'http'), apiKey, apiSecret, options)
  }

  /** Makes the room, or leaves the one that is there as it is. */
  async open(room: string): Promise<void> {
    await this.#rooms.createRoom({
      name: room,
      emptyTimeout: emptyTimeoutSeconds,
      departureTimeout: emptyTimeoutSeconds,
      maxParticipants: participantsMax,
    })
  }

  /** A place in the room. */
  async token(player: Player, { partyId, room }: { partyId: string; room: string }): Promise<PartyToken> {
    return { partyId, ...(await playerToken(player, room, partyTokenSeconds, this.#livekit)) }
  }

  /** Rejects when LiveKit does not answer. */
  async evict({ room, playerId }: Eviction): Promise<void> {
    const call =
      playerId === null ? this.#rooms.deleteRoom(room) : this.#rooms.removeParticipant(room, playerId)
    try {
      await call
    } catch (error) {
      const isGone = error instanceof TwirpError && error.status === 404
      if (!isGone) throw error
    }
  }
}
