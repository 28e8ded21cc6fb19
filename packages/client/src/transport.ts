/** What the SDK needs of a LiveKit room. The browser and Node each have a LiveKit library of their own behind it. */
export interface Transport {
  /** Rejects when the room can't be joined. From then on the listener hears of everything until `closed`. */
  connect(url: string, token: string, listener: RoomListener): Promise<RoomConnection>
}

/** A participant as stamped by the SFU: neither field can be forged. */
export interface Sender {
  identity: string
  isAgent: boolean
}

/** `lost` is the only one after which joining again makes sense. */
export type CloseReason = 'left' | 'removed' | 'duplicate_identity' | 'room_closed' | 'lost'

export interface RoomListener {
  /** `sender` is unknown when a packet overtakes the news of its sender's joining. */
  packet(sender: Sender | undefined, topic: string, payload: Uint8Array): void
  joined(participant: Sender): void
  /** LiveKit lost the connection and is restoring it by itself. */
  reconnecting(): void
  reconnected(): void
  /** The identities who are speaking now. */
  speaking(identities: readonly string[]): void
  /** Whether the browser refuses to play sound until the user clicks or types. */
  playbackBlocked(isBlocked: boolean): void
  /** The last call. Not made when `close` was called here. */
  closed(reason: CloseReason): void
}

export interface RoomConnection {
  /** False when the packet was not sent: too many are outstanding, or the room is reconnecting. */
  publish(topic: string, payload: Uint8Array, options: PublishOptions): boolean
  /** Absent where there is no microphone and no loudspeaker. */
  readonly voice: RoomVoice | undefined
  close(): Promise<void>
}

export interface PublishOptions {
  reliable: boolean
  /** Identities of the receivers; everybody in the room when left out. */
  to?: readonly string[]
}

export interface RoomVoice {
  readonly isPlaybackBlocked: boolean
  setMicrophone(isOn: boolean): Promise<void>
  /** From 0 to 1; kept for tracks that come later. */
  setVolume(identity: string, volume: number): void
  /** To be called from a user's click or key press when playback is blocked. */
  startPlayback(): Promise<void>
}
