import { livekitIn } from '@gameserver/config'
import { authorityIdentity } from '@gameserver/protocol/topics'
import { AccessToken, RoomServiceClient } from 'livekit-server-sdk'
import type { ApiConfig } from '../config.ts'

/** LiveKit takes milliseconds; below what servers wait for an answer of ours. */
const requestTimeoutSeconds = 3

/** As long as a room of our authorities stays: another server may take the match over meanwhile. */
const emptyTimeoutSeconds = 300

/** Of one room; the server is of agent kind and does not count. */
const participantsMax = 100

/** To come in late or again. LiveKit renews it for who is there. */
const tokenHours = 24

interface PlacedRoom {
  room: string
  region: string | null
}

/** The LiveKit rooms of matches that studios' servers run. */
export class ServerRooms {
  readonly #livekit: ApiConfig['livekit']

  constructor(livekit: ApiConfig['livekit']) {
    this.#livekit = livekit
  }

  /** Makes the room, or leaves the one that is there as it is. */
  async open({ room, region, game }: PlacedRoom & { game: string }): Promise<void> {
    const { url, apiKey, apiSecret } = livekitIn(region, this.#livekit)
    const options = { requestTimeout: requestTimeoutSeconds, failover: false }
    await new RoomServiceClient(url.replace(/^ws/, 'http'), apiKey, apiSecret, options).createRoom({
      name: room,
      emptyTimeout: emptyTimeoutSeconds,
      maxParticipants: participantsMax,
      metadata: JSON.stringify({ game }),
    })
  }

  /** The place in the room that an authority of ours would have: of agent kind, told from players by its identity. */
  async token({ room, region }: PlacedRoom) {
    const { url, publicUrl, apiKey, apiSecret } = livekitIn(region, this.#livekit)
    const token = new AccessToken(apiKey, apiSecret, { identity: authorityIdentity, ttl: `${tokenHours}h` })
    token.kind = 'agent'
    token.addGrant({
      room,
      roomJoin: true,
      roomAdmin: true,
      canPublish: false,
      canPublishData: true,
      canSubscribe: true,
    })
    return { url: publicUrl ?? url, room, identity: authorityIdentity, token: await token.toJwt() }
  }
}
