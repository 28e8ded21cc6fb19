import type { Player } from '@gameserver/protocol/http'
import { type Eviction, shortTokenSeconds } from '@gameserver/storage/room-evictions'
import { RoomServiceClient, TwirpError } from 'livekit-server-sdk'
import type { ApiConfig } from '../config.ts'
import { type PlayerToken, playerToken } from './player-token.ts'

/** LiveKit takes milliseconds; below what clients wait for an answer of ours. */
const requestTimeoutSeconds = 3

export interface NewLivekitRoom {
  name: string
  /** Between the last one's leaving, or its making, and its end; who comes later makes it anew. */
  emptySeconds: number
  participantsMax: number
  metadata?: string
}

/** Rooms in LiveKit in which players talk and chat outside of a match. */
export class LivekitRooms {
  readonly #livekit: ApiConfig['livekit']
  readonly #rooms: RoomServiceClient

  constructor(livekit: ApiConfig['livekit']) {
    this.#livekit = livekit
    const { url, apiKey, apiSecret } = livekit
    const options = { requestTimeout: requestTimeoutSeconds, failover: false }
    this.#rooms = new RoomServiceClient(url.replace(/^ws/, 'http'), apiKey, apiSecret, options)
  }

  /** Makes the room, or leaves the one that is there as it is. */
  async open({ name, emptySeconds, participantsMax, metadata = '' }: NewLivekitRoom): Promise<void> {
    await this.#rooms.createRoom({
      name,
      emptyTimeout: emptySeconds,
      departureTimeout: emptySeconds,
      maxParticipants: participantsMax,
      metadata,
    })
  }

  /** A place in the room, for as long as evictions go on. */
  token(player: Player, room: string): Promise<PlayerToken> {
    return playerToken(player, room, shortTokenSeconds, this.#livekit)
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
