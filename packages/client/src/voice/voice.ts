import { Emitter } from '../emitter.ts'
import type { RoomVoice } from '../transport.ts'

interface VoiceEvents<Speaker> {
  /** Those who are speaking now. */
  speaking: ReadonlySet<Speaker>
  microphone: boolean
  /** True: the browser plays no sound until `startPlayback` is called from a click or key press. */
  playbackBlocked: boolean
}

/** How those whom a room knows by their identities are called here. */
export interface Speakers<Speaker> {
  ofIdentity(identity: string): Speaker | undefined
  identityOf(speaker: Speaker): string | undefined
}

/** Talking in a room. What the player chose outlasts a reconnect, which puts a new room behind it. */
export class Voice<Speaker> {
  readonly #events = new Emitter<VoiceEvents<Speaker>>()
  readonly #speakers: Speakers<Speaker>
  readonly #volumes = new Map<Speaker, number>()
  #room: RoomVoice
  /** What the player chose, though no room may have it so at the moment. */
  #isMicrophoneWanted = false
  #isMicrophoneOn = false
  #speaking: ReadonlySet<Speaker> = new Set()
  readonly on = this.#events.on.bind(this.#events)

  constructor(room: RoomVoice, speakers: Speakers<Speaker>) {
    this.#room = room
    this.#speakers = speakers
  }

  get isMicrophoneOn(): boolean {
    return this.#isMicrophoneOn
  }

  get isPlaybackBlocked(): boolean {
    return this.#room.isPlaybackBlocked
  }

  get speaking(): ReadonlySet<Speaker> {
    return this.#speaking
  }

  /** Rejects with the browser's own error when the player refuses the microphone or has none. */
  async setMicrophone(isOn: boolean): Promise<void> {
    const room = this.#room
    this.#isMicrophoneWanted = isOn
    try {
      await room.setMicrophone(isOn)
      this.#microphoneIs(room, isOn)
    } catch (error) {
      // Of a room that was lost meanwhile nobody wants to know: the new one has heard what is wanted.
      if (room !== this.#room) return
      this.#isMicrophoneWanted = this.#isMicrophoneOn
      throw error
    }
  }

  /** From 0 (muted) to 1. */
  setVolume(speaker: Speaker, volume: number): void {
    this.#volumes.set(speaker, volume)
    this.#applyVolume(speaker, volume)
  }

  startPlayback(): Promise<void> {
    return this.#room.startPlayback()
  }

  /** A new room: it starts silent and at full volume, and nobody has been heard in it. */
  moveTo(room: RoomVoice): void {
    if (room === this.#room) return
    this.#room = room
    for (const [speaker, volume] of this.#volumes) this.#applyVolume(speaker, volume)
    this.heard([])
    if (!this.#isMicrophoneWanted) return
    // A room may be lost again before it has the microphone: the next one is asked as well.
    room.setMicrophone(true).then(
      () => this.#microphoneIs(room, true),
      () => this.#microphoneIs(room, false),
    )
  }

  heard(identities: readonly string[]): void {
    const speakers = identities.map((identity) => this.#speakers.ofIdentity(identity))
    this.#speaking = new Set(speakers.filter((speaker) => speaker !== undefined))
    this.#events.emit('speaking', this.#speaking)
  }

  playbackBlocked(isBlocked: boolean): void {
    this.#events.emit('playbackBlocked', isBlocked)
  }

  #microphoneIs(room: RoomVoice, isOn: boolean): void {
    if (room !== this.#room || isOn === this.#isMicrophoneOn) return
    this.#isMicrophoneOn = isOn
    this.#events.emit('microphone', isOn)
  }

  #applyVolume(speaker: Speaker, volume: number): void {
    const identity = this.#speakers.identityOf(speaker)
    if (identity) this.#room.setVolume(identity, volume)
  }
}
