import { DisconnectReason, type RemoteParticipant, Room, RoomEvent, setLogLevel } from 'livekit-client'
import type { CloseReason, PublishOptions, RoomConnection, RoomListener, Transport } from '../transport.ts'
import { BrowserVoice } from './browser-voice.ts'

/**
 * Lossy packets handed to LiveKit and not yet taken. Two intervals, as in Node: what waits longer is stale on arrival,
 * and the next packet repeats its inputs.
 */
const lossyOutstandingMax = 2

/** Rooms through livekit-client: data both ways, the microphone, the others' voices. */
export const livekitTransport: Transport = {
  async connect(url, token, listener) {
    // Each step of a connection is a line at its usual level, in the console of somebody else's game.
    setLogLevel('warn')
    // Both features save video bandwidth; with data and voice alone they would only cost signalling.
    const room = new Room({ adaptiveStream: false, dynacast: false })
    const connection = new BrowserRoom(room, listener)
    await room.connect(url, token)
    connection.admitPresent()
    return connection
  },
}

class BrowserRoom implements RoomConnection {
  readonly voice: BrowserVoice
  readonly #room: Room
  readonly #listener: RoomListener
  #lossyOutstanding = 0
  #isClosedHere = false

  constructor(room: Room, listener: RoomListener) {
    this.#room = room
    this.#listener = listener
    this.voice = new BrowserVoice(room, listener)
    room
      .on(RoomEvent.DataReceived, (payload, participant, _kind, topic) => {
        listener.packet(participant && senderOf(participant), topic ?? '', payload)
      })
      .on(RoomEvent.ParticipantConnected, (participant) => listener.joined(senderOf(participant)))
      .on(RoomEvent.SignalReconnecting, () => listener.reconnecting())
      .on(RoomEvent.Reconnecting, () => listener.reconnecting())
      .on(RoomEvent.Reconnected, () => listener.reconnected())
      .on(RoomEvent.Disconnected, (reason) => this.#closed(reason))
  }

  admitPresent(): void {
    for (const participant of this.#room.remoteParticipants.values())
      this.#listener.joined(senderOf(participant))
  }

  publish(topic: string, payload: Uint8Array, { reliable, to }: PublishOptions): boolean {
    if (!reliable && this.#lossyOutstanding >= lossyOutstandingMax) return false
    if (!reliable) this.#lossyOutstanding++
    this.#room.localParticipant
      .publishData(payload as Uint8Array<ArrayBuffer>, {
        reliable,
        topic,
        ...(to && { destinationIdentities: [...to] }),
      })
      // A refusal means that the room is closing or reconnecting: what matters is said again after that.
      .catch(() => {})
      .finally(() => {
        if (!reliable) this.#lossyOutstanding--
      })
    return true
  }

  async close(): Promise<void> {
    this.#isClosedHere = true
    await this.#room.disconnect()
  }

  #closed(reason: DisconnectReason | undefined): void {
    this.voice.close()
    if (!this.#isClosedHere) this.#listener.closed(closeReasonOf(reason))
  }
}

function senderOf({ identity, isAgent }: RemoteParticipant) {
  return { identity, isAgent }
}

function closeReasonOf(reason: DisconnectReason | undefined): CloseReason {
  switch (reason) {
    case DisconnectReason.CLIENT_INITIATED:
      return 'left'
    case DisconnectReason.DUPLICATE_IDENTITY:
      return 'duplicate_identity'
    case DisconnectReason.PARTICIPANT_REMOVED:
      return 'removed'
    case DisconnectReason.ROOM_DELETED:
    case DisconnectReason.ROOM_CLOSED:
      return 'room_closed'
    default:
      return 'lost'
  }
}
