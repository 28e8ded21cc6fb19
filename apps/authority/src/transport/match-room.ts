import { setTimeout as sleep } from 'node:timers/promises'
import { connectRoom, type LossyPacket, type RoomConnection, type RoomParticipant } from '@gameserver/livekit'
import { authorityIdentity, type Topic } from '@gameserver/protocol/topics'
import type { Logger } from 'pino'
import type { LivekitApi } from './livekit-api.ts'

export interface MatchRoomListener {
  packet(sender: RoomParticipant, topic: string, payload: Uint8Array): void
  joined(participant: RoomParticipant): void
  left(participant: RoomParticipant): void
  /** Another authority has joined under our identity: the match is no longer ours. */
  replaced(): void
  /** The room is gone, or can't be reached any more. */
  lost(reason: string): void
}

/** Between two rounds of asking who is there, while packets come without a sender. */
const announceIntervalMs = 150

/** With nobody left to announce, packets without a sender come from hidden participants, who have no business here. */
const announceIdleIntervalMs = 1_000

/** After the connection broke for good, LiveKit is tried again this often, and so many times. */
const rejoinIntervalMs = 1_000
const rejoinsMax = 30

/** Ways to lose the connection that are no accident. */
const finalReasons = new Set(['client_initiated', 'room_deleted', 'room_closed', 'participant_removed'])

/** A match's LiveKit room as its authority sees it, across lost connections. */
export class MatchRoom {
  readonly name: string
  readonly #api: LivekitApi
  readonly #gameId: string
  readonly #participantsMax: number | undefined
  readonly #listener: MatchRoomListener
  readonly #log: Logger
  #connection: RoomConnection | undefined
  #announceNotBeforeMs = 0
  #isClosed = false
  published = 0
  publishedBytes = 0
  received = 0

  static async enter(options: {
    api: LivekitApi
    name: string
    gameId: string
    /** As many as a match's own room takes, unless told. */
    participantsMax?: number
    listener: MatchRoomListener
    log: Logger
  }): Promise<MatchRoom> {
    const room = new MatchRoom(options)
    await room.#join()
    return room
  }

  private constructor(options: Parameters<typeof MatchRoom.enter>[0]) {
    const { api, name, gameId, participantsMax, listener, log } = options
    this.#api = api
    this.name = name
    this.#gameId = gameId
    this.#participantsMax = participantsMax
    this.#listener = listener
    this.#log = log
  }

  /** False: not sent, since earlier packets are still on their way or the connection is lost. */
  publish(topic: Topic, payload: Uint8Array, options: { reliable: boolean; to?: string }): boolean {
    const to = options.to === undefined ? undefined : [options.to]
    const isSent =
      this.#connection?.publish(topic, payload, { reliable: options.reliable, ...(to && { to }) }) ?? false
    if (isSent) {
      this.published++
      this.publishedBytes += payload.length
    }
    return isSent
  }

  /** What participants are to get at one moment. False: nothing of it was sent, for the same reasons. */
  publishEach(topic: Topic, packets: readonly LossyPacket[]): boolean {
    const isSent = this.#connection?.publishEach(topic, packets) ?? false
    if (!isSent) return false
    this.published += packets.length
    for (const { payload } of packets) this.publishedBytes += payload.length
    return true
  }

  /** Leaves the room; with `delete` everybody else leaves it too. */
  async close(options: { delete: boolean }): Promise<void> {
    this.#isClosed = true
    await this.#connection?.close()
    if (!options.delete) return
    await this.#api.deleteRoom(this.name).catch((error: unknown) => {
      this.#log.warn(
        { err: error, room: this.name },
        'room not deleted: LiveKit closes it when it has been empty for long',
      )
    })
  }

  silence(identity: string): void {
    this.#sanction(identity, 'silenced', () => this.#api.allowData(this.name, identity, false))
  }

  unsilence(identity: string): void {
    this.#sanction(identity, 'allowed to speak again', () => this.#api.allowData(this.name, identity, true))
  }

  remove(identity: string): void {
    this.#sanction(identity, 'removed', () => this.#api.remove(this.name, identity))
  }

  async #join(): Promise<void> {
    await this.#api.createRoom(this.name, this.#gameId, this.#participantsMax)
    const token = await this.#api.authorityToken(this.name)
    const connection = await connectRoom(this.#api.url, token, {
      packet: (sender, topic, payload) => {
        this.received++
        this.#listener.packet(sender, topic, payload)
      },
      joined: (participant) => this.#listener.joined(participant),
      left: (participant) => this.#listener.left(participant),
      unannounced: () => void this.#announceUnknown(),
      closed: (reason) => this.#lostConnection(reason),
    })
    if (this.#isClosed) return connection.close()
    this.#connection = connection
    // Players who were here first, as after a takeover, would else take us for a stranger for up to three seconds.
    this.#announce([authorityIdentity])
  }

  #lostConnection(reason: string): void {
    this.#connection = undefined
    if (this.#isClosed) return
    if (reason === 'duplicate_identity') this.#listener.replaced()
    else if (finalReasons.has(reason)) this.#listener.lost(reason)
    else void this.#rejoin(reason)
  }

  async #rejoin(reason: string): Promise<void> {
    this.#log.warn({ room: this.name, reason }, 'connection to the room lost')
    for (let attempt = 1; attempt <= rejoinsMax && !this.#isClosed; attempt++) {
      await sleep(rejoinIntervalMs)
      try {
        if (!this.#isClosed) await this.#join()
        return
      } catch (error) {
        this.#log.warn({ room: this.name, attempt, err: error }, 'room not rejoined')
      }
    }
    if (!this.#isClosed) this.#listener.lost(reason)
  }

  async #announceUnknown(): Promise<void> {
    const nowMs = performance.now()
    if (nowMs < this.#announceNotBeforeMs) return
    this.#announceNotBeforeMs = nowMs + announceIntervalMs
    const there = await this.#api.identities(this.name).catch(() => [])
    const unknown = there.filter((identity) => identity !== authorityIdentity && !this.#isKnown(identity))
    if (unknown.length === 0) this.#announceNotBeforeMs = nowMs + announceIdleIntervalMs
    this.#announce(unknown)
  }

  #announce(identities: readonly string[]): void {
    for (const identity of identities) {
      this.#api.announce(this.name, identity).catch((error: unknown) => {
        this.#log.warn({ room: this.name, identity, err: error }, 'participant not announced')
      })
    }
  }

  #isKnown(identity: string): boolean {
    return this.#connection?.participants.has(identity) ?? false
  }

  #sanction(identity: string, what: string, carryOut: () => Promise<void>): void {
    carryOut().then(
      () => this.#log.info({ room: this.name, identity }, `participant ${what}`),
      (error: unknown) =>
        this.#log.warn({ room: this.name, identity, err: error }, `participant not ${what}`),
    )
  }
}
