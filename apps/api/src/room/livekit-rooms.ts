import { livekitIn } from '@gameserver/config'
import type { Player } from '@gameserver/protocol/http'
import { type Eviction, type PlacedRoom, shortTokenSeconds } from '@gameserver/storage/room-evictions'
import { RoomServiceClient, TwirpError } from 'livekit-server-sdk'
import type { ApiConfig } from '../config.ts'
import { type PlayerToken, playerToken } from './player-token.ts'

/** LiveKit takes milliseconds; below what clients wait for an answer of ours. */
const requestTimeoutSeconds = 3

export interface NewLivekitRoom extends PlacedRoom {
  /** Between the last one's leaving, or its making, and its end; who comes later makes it anew. */
  emptySeconds: number
  participantsMax: number
  metadata?: string
}

/** Rooms in LiveKit in which players talk and chat outside of a match. */
export class LivekitRooms {
  readonly #livekit: ApiConfig['livekit']
  /** By address: regions may share one. */
  readonly #clients = new Map<string, RoomServiceClient>()

  constructor(livekit: ApiConfig['livekit']) {
    this.#livekit = livekit
  }

  /** Makes the room, or leaves the one that is there as it is. */
  async open({ room, region, emptySeconds, participantsMax, metadata = '' }: NewLivekitRoom): Promise<void> {
    await this.#in(region).createRoom({
      name: room,
      emptyTimeout: emptySeconds,
      departureTimeout: emptySeconds,
      maxParticipants: participantsMax,
      metadata,
    })
  }

  /** A place in the room, for no longer than who leaves it is put out. */
  token(player: Player, { room, region }: PlacedRoom): Promise<PlayerToken> {
    return playerToken(player, room, shortTokenSeconds, livekitIn(region, this.#livekit))
  }

  /** Rejects when LiveKit does not answer. */
  async evict({ room, region, playerId }: Eviction): Promise<void> {
    const rooms = this.#in(region)
    const call = playerId === null ? rooms.deleteRoom(room) : rooms.removeParticipant(room, playerId)
    try {
      await call
    } catch (error) {
      const isGone = error instanceof TwirpError && error.status === 404
      if (!isGone) throw error
    }
  }

  #in(region: string | null): RoomServiceClient {
    const { url, apiKey, apiSecret } = livekitIn(region, this.#livekit)
    const known = this.#clients.get(url)
    if (known) return known
    const options = { requestTimeout: requestTimeoutSeconds, failover: false }
    const client = new RoomServiceClient(url.replace(/^ws/, 'http'), apiKey, apiSecret, options)
    this.#clients.set(url, client)
    return client
  }
}
