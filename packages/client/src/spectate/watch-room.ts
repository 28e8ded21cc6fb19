import type { AuthorityEvent, StatePacket } from '@gameserver/protocol/generated/gameserver/v1/wire_pb'
import type { WatchToken } from '@gameserver/protocol/spectate'
import { ApiError } from '../http/api-error.ts'
import { type ClosedReason, type Connection, closedReasons, reconnecting } from '../match/connection.ts'
import { PacketReader } from '../match/packet-reader.ts'
import { Traffic } from '../match/traffic.ts'
import { LastingRoom, type RoomEnd } from '../room/lasting-room.ts'
import type { Sender, Transport } from '../transport.ts'

/** A match that nobody can be shown for so long is not worth waiting for. */
const windowMs = 60_000

/** After these the API has no place any more, though it answers 409. */
const finalCodes = new Set(['match_over', 'in_match'])

export interface WatchRoomOptions {
  transport: Transport
  fetchToken(signal: AbortSignal): Promise<WatchToken>
  listener: WatchRoomListener
}

export interface WatchRoomListener {
  state(packet: StatePacket): void
  event(event: AuthorityEvent): void
  connection(connection: Connection): void
}

/** The room in which a match is shown: what its authority says there, each event once. Nothing can be said in it. */
export class WatchRoom {
  readonly received = new Traffic()
  interruptions = 0
  readonly #listener: WatchRoomListener
  readonly #room: LastingRoom
  readonly #reader = new PacketReader()
  #connection: Connection = { state: 'joining' }
  /** Of the last event; numbers are of an epoch. */
  #sequence = 0
  #sequenceEpoch = 0
  #isOver = false

  constructor({ transport, fetchToken, listener }: WatchRoomOptions) {
    this.#listener = listener
    this.#room = new LastingRoom({
      transport,
      fetchPass: (signal) => fetchToken(signal).catch((error: unknown) => this.#refused(error)),
      finalReasons: ['removed'],
      windowMs,
      listener: {
        entered: () => this.#become({ state: 'connected' }),
        interrupted: (attempt) => this.#interrupted(attempt),
        packet: (sender, topic, payload) => this.#packet(sender, topic, payload),
        joined: () => {},
        speaking: () => {},
        playbackBlocked: () => {},
        ended: (reason) => this.#become({ state: 'closed', reason: this.#reasonOf(reason) }),
      },
    })
  }

  get connection(): Connection {
    return this.#connection
  }

  get epoch(): number {
    return this.#reader.epoch
  }

  get drops(): PacketReader['drops'] {
    return this.#reader.drops
  }

  enter(token: WatchToken): Promise<void> {
    return this.#room.enter(token)
  }

  close(): Promise<void> {
    return this.#room.close()
  }

  #packet(sender: Sender | undefined, topic: string, payload: Uint8Array): void {
    this.received.count(payload)
    const packet = this.#reader.read(sender, topic, payload)
    if (packet?.topic === 'state') this.#listener.state(packet.body)
    else if (packet?.topic === 'events' && this.#isNew(packet.body)) this.#event(packet.body)
  }

  #event(event: AuthorityEvent): void {
    if (event.body.case === 'matchEnded') this.#room.over()
    this.#listener.event(event)
  }

  /** What is said without a number is said again and again. A gap stays one: nobody could be asked to fill it. */
  #isNew({ epoch, sequence }: AuthorityEvent): boolean {
    if (sequence === 0) return true
    if (epoch === this.#sequenceEpoch && sequence <= this.#sequence) return false
    this.#sequenceEpoch = epoch
    this.#sequence = sequence
    return true
  }

  #refused(error: unknown): never {
    if (error instanceof ApiError && finalCodes.has(error.code)) {
      this.#isOver = error.code === 'match_over'
      void this.close()
    }
    throw error
  }

  #reasonOf(reason: RoomEnd): ClosedReason {
    return this.#isOver ? 'ended' : closedReasons[reason]
  }

  #interrupted(attempt: number): void {
    if (this.#connection.state === 'connected') this.interruptions++
    this.#become(reconnecting(this.#connection, attempt))
  }

  #become(connection: Connection): void {
    this.#connection = connection
    this.#listener.connection(connection)
  }
}
