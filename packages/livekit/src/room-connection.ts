import type {
  ConnectCallback_Result,
  OwnedParticipant,
  ParticipantInfo,
  RoomEvent,
} from '@livekit/rtc-ffi-bindings'
import {
  DataPacketKind,
  DisconnectReason,
  livekitCopyBuffer,
  ParticipantKind,
} from '@livekit/rtc-ffi-bindings'
import { type HotEvent, publishId } from './hot-events.ts'
import {
  type EventSink,
  free,
  type RareEvent,
  request,
  requestWithReply,
  routeRoom,
  unrouteRoom,
} from './native.ts'
import { sendPublishRequest } from './publish-request.ts'
import type { RoomListener, RoomParticipant } from './room-listener.ts'

export interface PublishOptions {
  reliable: boolean
  /** Identities; everybody when left out. One to three: the list travels inside each delivered packet. */
  to?: readonly string[]
}

/** A lossy packet, and who it is for; everybody when left out. */
export interface LossyPacket {
  payload: Uint8Array
  to?: readonly string[]
}

export interface RoomConnection {
  /** By identity, without oneself. */
  readonly participants: ReadonlyMap<string, RoomParticipant>
  readonly counts: Readonly<PublishCounts>
  /** False: not sent, because too many earlier ones are outstanding, or because the room is closed. */
  publish(topic: string, payload: Uint8Array, options: PublishOptions): boolean
  /** Sends what different participants are to get at one moment: all of it, or nothing if too much is outstanding. */
  publishEach(topic: string, packets: readonly LossyPacket[]): boolean
  /** Leaves the room; `closed('client_initiated')` is called. */
  close(): Promise<void>
}

interface PublishCounts {
  published: number
  lossySkipped: number
  reliableRefused: number
  failed: number
}

/**
 * Moments whose lossy packets were handed over and not yet taken by the data channel. Two intervals: one more would be
 * stale when it leaves, and one less would skip on an ordinary hiccup of the native threads.
 */
const lossyMomentsOutstandingMax = 2

/** Far above what a match sends while a connection is re-established (ten seconds of 60 a second), yet bounded. */
const reliableOutstandingMax = 2_000

/**
 * Bytes the lossy channel may have buffered before it takes no more; the native default of 2 MiB is a minute of stale
 * snapshots. A quarter of a second of full packets at 30 a second, and what browsers keep to.
 */
const lossyBufferedBytesMax = 8_192

/** A member of one room that only sends and receives data. */
export class DataRoom implements RoomConnection, EventSink {
  readonly participants = new Map<string, RoomParticipant>()
  readonly counts: PublishCounts = { published: 0, lossySkipped: 0, reliableRefused: 0, failed: 0 }
  readonly #listener: RoomListener
  readonly #roomHandle: bigint
  readonly #selfHandle: bigint
  readonly #room: number
  readonly #self: number
  #lossyOutstanding = 0
  #reliableOutstanding = 0
  #state: 'open' | 'closing' | 'closed' = 'open'

  constructor(connected: ConnectCallback_Result, listener: RoomListener) {
    this.#listener = listener
    this.#roomHandle = handleOf(connected.room)
    this.#selfHandle = handleOf(connected.localParticipant)
    this.#room = Number(this.#roomHandle)
    this.#self = Number(this.#selfHandle)
    routeRoom(this.#room, this)
    for (const { participant, publications } of connected.participants) {
      for (const publication of publications) free(publication.handle?.id)
      if (participant) this.#admit(participant)
    }
    request({
      message: {
        case: 'setDataChannelBufferedAmountLowThreshold',
        value: {
          localParticipantHandle: this.#selfHandle,
          threshold: BigInt(lossyBufferedBytesMax),
          kind: DataPacketKind.KIND_LOSSY,
        },
      },
    })
    request({ message: { case: 'readyForRoomEvent', value: { roomHandle: this.#roomHandle } } })
  }

  publish(topic: string, payload: Uint8Array, { reliable, to }: PublishOptions): boolean {
    if (this.#state !== 'open') return false
    if (reliable && this.#reliableOutstanding >= reliableOutstandingMax) {
      this.counts.reliableRefused++
      return false
    }
    if (!reliable) return this.publishEach(topic, [to === undefined ? { payload } : { payload, to }])
    this.#send(topic, payload, true, to)
    this.#reliableOutstanding++
    return true
  }

  publishEach(topic: string, packets: readonly LossyPacket[]): boolean {
    if (this.#state !== 'open') return false
    if (this.#lossyOutstanding > (lossyMomentsOutstandingMax - 1) * packets.length) {
      this.counts.lossySkipped += packets.length
      return false
    }
    for (const { payload, to } of packets) this.#send(topic, payload, false, to)
    this.#lossyOutstanding += packets.length
    return true
  }

  #send(topic: string, payload: Uint8Array, isReliable: boolean, to: readonly string[] | undefined): void {
    sendPublishRequest({
      participantHandle: this.#self,
      replyId: publishId(this.#room, isReliable),
      topic,
      payload,
      isReliable,
      to,
    })
    this.counts.published++
  }

  close(): Promise<void> {
    return this.#end(DisconnectReason.CLIENT_INITIATED)
  }

  hotEvent(event: HotEvent): void {
    if (event.kind === 'published') {
      if (event.isReliable) this.#reliableOutstanding--
      else this.#lossyOutstanding--
      if (event.hasFailed) this.counts.failed++
      return
    }
    const payload = livekitCopyBuffer(BigInt(event.payloadPointer), event.payloadLength)
    free(BigInt(event.payloadHandle))
    if (this.#state !== 'open') return
    const sender = this.participants.get(event.identity)
    if (sender) this.#listener.packet(sender, event.topic, payload)
    else this.#listener.unannounced?.()
  }

  event(event: RareEvent): void {
    if (event.case !== 'roomEvent') return
    freeWhatNobodyWants(event.value)
    const { message } = event.value
    if (message.case === 'participantConnected') {
      if (message.value.info) this.#admit(message.value.info)
    } else if (message.case === 'participantDisconnected') this.#dismiss(message.value.participantIdentity)
    else if (message.case === 'participantsUpdated') this.#refresh(message.value.participants)
    else if (message.case === 'reconnecting') this.#listener.reconnecting?.()
    else if (message.case === 'reconnected') this.#listener.reconnected?.()
    else if (message.case === 'disconnected')
      void this.#end(message.value.reason ?? DisconnectReason.UNKNOWN_REASON)
  }

  #admit(owned: OwnedParticipant): void {
    free(owned.handle?.id)
    const identity = owned.info?.identity
    if (!identity) return
    const participant: RoomParticipant = {
      identity,
      sid: owned.info?.sid ?? '',
      name: owned.info?.name ?? '',
      isAgent: owned.info?.kind === ParticipantKind.AGENT,
    }
    this.participants.set(identity, participant)
    this.#listener.joined(participant)
  }

  #refresh(updated: readonly ParticipantInfo[]): void {
    for (const { identity, sid } of updated) {
      const known = this.participants.get(identity ?? '')
      if (known && sid && known.sid !== sid) this.participants.set(known.identity, { ...known, sid })
    }
  }

  #dismiss(identity: string | undefined): void {
    const participant = this.participants.get(identity ?? '')
    if (!participant) return
    this.participants.delete(participant.identity)
    this.#listener.left(participant)
  }

  /** The native room stays until it is told to disconnect, also after the server has ended it. */
  async #end(reason: DisconnectReason): Promise<void> {
    if (this.#state !== 'open') return
    this.#state = 'closing'
    this.#listener.closed(DisconnectReason[reason].toLowerCase())
    await requestWithReply((requestAsyncId) => ({
      message: { case: 'disconnect', value: { roomHandle: this.#roomHandle, requestAsyncId } },
    }))
    this.#state = 'closed'
    unrouteRoom(this.#room)
    free(this.#selfHandle)
    free(this.#roomHandle)
  }
}

/** Tracks and streams arrive with native objects attached; a member that only wants data gives them back unread. */
function freeWhatNobodyWants({ message }: RoomEvent): void {
  if (message.case === 'trackPublished') free(message.value.publication?.handle?.id)
  else if (message.case === 'trackSubscribed') free(message.value.track?.handle?.id)
  else if (message.case === 'byteStreamOpened') free(message.value.reader?.handle?.id)
  else if (message.case === 'textStreamOpened') free(message.value.reader?.handle?.id)
  else if (message.case === 'dataTrackPublished') free(message.value.track?.handle?.id)
}

function handleOf(owned: { handle?: { id?: bigint } } | undefined): bigint {
  const handle = owned?.handle?.id
  if (handle === undefined) throw new Error('the native client sent an object without a handle')
  return handle
}
