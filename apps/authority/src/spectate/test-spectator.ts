import { randomUUID } from 'node:crypto'
import { fromBinary } from '@bufbuild/protobuf'
import { type AnyGame, SpectatorClient, type WorldOf } from '@gameserver/engine'
import { connectRoom, type RoomConnection } from '@gameserver/livekit'
import {
  type AuthorityEvent,
  AuthorityEventSchema,
  StatePacketSchema,
} from '@gameserver/protocol/generated/gameserver/v1/wire_pb'
import { isAuthorityIdentity, watchIdentity, watchRoomOf } from '@gameserver/protocol/topics'
import { AccessToken } from 'livekit-server-sdk'

/** One who watches, without the SDK: what comes is noted with its time. */
export class TestSpectator<G extends AnyGame> {
  readonly events: AuthorityEvent[] = []
  /** By tick: what was seen of it, and when it came. */
  readonly seen = new Map<number, { world: WorldOf<G>; atMs: number }>()
  /** Packets of others than the authority. */
  foreign = 0
  epoch = 0
  packets = 0
  closed: string | undefined
  readonly client: SpectatorClient<G>
  room!: RoomConnection
  /** The highest, of what was heard or seen. */
  #heardEpoch = 0
  /** Of the last event; numbers are of an epoch. */
  #sequence = 0
  #sequenceEpoch = 0

  private constructor(game: G) {
    this.client = new SpectatorClient({ game })
  }

  static async enter<G extends AnyGame>(
    game: G,
    matchRoom: string,
    playerId = randomUUID(),
  ): Promise<TestSpectator<G>> {
    const spectator = new TestSpectator(game)
    const token = await watchToken(matchRoom, playerId)
    spectator.room = await connectRoom(process.env.LIVEKIT_URL ?? '', token, {
      packet: (sender, topic, payload) => {
        if (sender.isAgent && isAuthorityIdentity(sender.identity)) spectator.#packet(topic, payload)
        else spectator.foreign++
      },
      joined() {},
      left() {},
      closed: (reason) => {
        spectator.closed = reason
      },
    })
    return spectator
  }

  get newest(): number {
    return this.client.latestTick
  }

  get ended(): AuthorityEvent | undefined {
    return this.events.find(({ body }) => body.case === 'matchEnded')
  }

  #packet(topic: string, payload: Uint8Array): void {
    this.packets++
    if (topic === 'events') {
      const event = fromBinary(AuthorityEventSchema, payload)
      if (event.epoch >= this.#heardEpoch && this.#isNew(event)) this.events.push(event)
      return
    }
    const { epoch, tick, isPrivate, inputDepths, blocks } = fromBinary(StatePacketSchema, payload)
    if (epoch < this.#heardEpoch) return
    if (epoch > this.epoch) this.client.takenOver()
    this.epoch = epoch
    this.#heardEpoch = epoch
    const atMs = performance.now()
    this.client.receiveSnapshot({ tick, isPrivate, inputDepths, blocks }, atMs)
    const { latest, latestTick } = this.client
    if (latest !== undefined && latestTick === tick && !this.seen.has(tick))
      this.seen.set(tick, { world: latest, atMs })
  }

  /** What is said without a number is said again and again. */
  #isNew({ epoch, sequence }: AuthorityEvent): boolean {
    this.#heardEpoch = epoch
    if (sequence === 0) return true
    if (epoch === this.#sequenceEpoch && sequence <= this.#sequence) return false
    this.#sequenceEpoch = epoch
    this.#sequence = sequence
    return true
  }
}

/** As the API makes them. */
export async function watchToken(matchRoom: string, playerId: string): Promise<string> {
  const identity = watchIdentity(playerId)
  const token = new AccessToken(process.env.LIVEKIT_API_KEY, process.env.LIVEKIT_API_SECRET, { identity })
  token.addGrant({
    room: watchRoomOf(matchRoom),
    roomJoin: true,
    canSubscribe: true,
    canPublish: false,
    canPublishData: false,
    canUpdateOwnMetadata: false,
    hidden: true,
  })
  return token.toJwt()
}
