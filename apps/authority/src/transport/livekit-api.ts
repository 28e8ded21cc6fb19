import { AccessToken, ParticipantInfo_State, RoomServiceClient, TwirpError } from 'livekit-server-sdk'

/** Above LiveKit's usual milliseconds by far; a call that takes longer is given up and tried again by who needs it. */
const requestTimeoutSeconds = 3

/** Where it is to be found out whether LiveKit is there at all, a match stands still meanwhile. */
const probeTimeoutSeconds = 1

/** A room without anybody is closed by LiveKit after this: long enough for another authority to take the match over. */
const emptyTimeoutSeconds = 300

/** Unless told. The authority is of agent kind and does not count. */
const participantsUsual = 100

export interface LivekitApiOptions {
  url: string
  apiKey: string
  apiSecret: string
  /** Of this process, in all rooms. */
  identity: string
}

/** Somebody in a room, as LiveKit's API has it. */
export interface ListedParticipant {
  readonly identity: string
  readonly sid: string
}

/** What the authority asks of LiveKit's server API. */
export class LivekitApi {
  readonly url: string
  readonly identity: string
  readonly #apiKey: string
  readonly #apiSecret: string
  readonly #rooms: RoomServiceClient
  readonly #probing: RoomServiceClient

  constructor({ url, apiKey, apiSecret, identity }: LivekitApiOptions) {
    this.url = url
    this.identity = identity
    this.#apiKey = apiKey
    this.#apiSecret = apiSecret
    const clientOf = (requestTimeout: number) =>
      new RoomServiceClient(url.replace(/^ws/, 'http'), apiKey, apiSecret, {
        requestTimeout,
        failover: false,
      })
    this.#rooms = clientOf(requestTimeoutSeconds)
    this.#probing = clientOf(probeTimeoutSeconds)
  }

  /** Makes the room, or leaves the one that is there as it is. */
  async createRoom(room: string, gameId: string, participantsMax = participantsUsual): Promise<void> {
    await this.#rooms.createRoom({
      name: room,
      emptyTimeout: emptyTimeoutSeconds,
      maxParticipants: participantsMax,
      metadata: JSON.stringify({ game: gameId }),
    })
  }

  async deleteRoom(room: string): Promise<void> {
    await unlessGone(this.#rooms.deleteRoom(room))
  }

  authorityToken(room: string): Promise<string> {
    const token = new AccessToken(this.#apiKey, this.#apiSecret, { identity: this.identity, ttl: '24h' })
    token.kind = 'agent'
    token.addGrant({
      room,
      roomJoin: true,
      roomAdmin: true,
      canPublish: false,
      canPublishData: true,
      canSubscribe: true,
      hidden: false,
    })
    return token.toJwt()
  }

  /** Hidden ones too, and this authority. Nobody is in a room that does not exist. Rejects soon when LiveKit does not answer. */
  async participants(room: string): Promise<ListedParticipant[]> {
    const listed = (await unlessGone(this.#probing.listParticipants(room))) ?? []
    return listed
      .filter(({ state }) => state !== ParticipantInfo_State.DISCONNECTED)
      .map(({ identity, sid }) => ({ identity, sid }))
  }

  /** Hidden ones too, the authority not; as LiveKit noted it in the last seconds. */
  async countParticipants(room: string): Promise<number> {
    const [found] = await this.#rooms.listRooms([room])
    return found?.numParticipants ?? 0
  }

  /**
   * Makes LiveKit tell everybody of a participant now. It saves up the joins of those without a track for three seconds,
   * and until then what they send comes without a sender; a change of attributes is told at once.
   */
  async announce(room: string, identity: string): Promise<void> {
    const attributes = { announced: String(Date.now()) }
    await unlessGone(this.#rooms.updateParticipant(room, identity, { attributes }))
  }

  /** Allows or forbids a participant to publish data. The other permissions stay what the participant came with. */
  async allowData(room: string, identity: string, isAllowed: boolean): Promise<void> {
    const participant = await unlessGone(this.#rooms.getParticipant(room, identity))
    if (!participant?.permission) return
    const permission = { ...participant.permission, canPublishData: isAllowed }
    await unlessGone(this.#rooms.updateParticipant(room, identity, { permission }))
  }

  async remove(room: string, identity: string): Promise<void> {
    await unlessGone(this.#rooms.removeParticipant(room, identity))
  }

  /** Rejects when LiveKit does not answer. */
  async check(): Promise<void> {
    await this.#rooms.listRooms(['-'])
  }
}

/** A room or participant that is gone needs nothing more. */
async function unlessGone<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call
  } catch (error) {
    if (error instanceof TwirpError && error.status === 404) return undefined
    throw error
  }
}
