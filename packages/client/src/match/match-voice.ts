import { Emitter } from '../emitter.ts'
import type { RoomVoice } from '../transport.ts'
import type { Roster } from './roster.ts'

interface VoiceEvents {
  /** Slots of those who are speaking now. */
  speaking: ReadonlySet<number>
  microphone: boolean
  /** True: the browser plays no sound until `startPlayback` is called from a click or key press. */
  playbackBlocked: boolean
}

/** Talking in a match. What the player chose outlasts a reconnect, which puts a new room behind it. */
export class MatchVoice {
  readonly #events = new Emitter<VoiceEvents>()
  readonly #roster: Roster
  readonly #volumes = new Map<number, number>()
  #room: RoomVoice
  #isMicrophoneOn = false
  #speaking: ReadonlySet<number> = new Set()
  readonly on = this.#events.on.bind(this.#events)

  constructor(room: RoomVoice, roster: Roster) {
    this.#room = room
    this.#roster = roster
  }

  get isMicrophoneOn(): boolean {
    return this.#isMicrophoneOn
  }

  get isPlaybackBlocked(): boolean {
    return this.#room.isPlaybackBlocked
  }

  get speaking(): ReadonlySet<number> {
    return this.#speaking
  }

  /** Rejects with the browser's own error when the player refuses the microphone or has none. */
  async setMicrophone(isOn: boolean): Promise<void> {
    await this.#room.setMicrophone(isOn)
    this.#isMicrophoneOn = isOn
    this.#events.emit('microphone', isOn)
  }

  /** From 0 (muted) to 1. */
  setVolume(slot: number, volume: number): void {
    this.#volumes.set(slot, volume)
    this.#applyVolume(slot, volume)
  }

  startPlayback(): Promise<void> {
    return this.#room.startPlayback()
  }

  /** A new room: it starts silent and at full volume. */
  moveTo(room: RoomVoice): void {
    if (room === this.#room) return
    this.#room = room
    for (const [slot, volume] of this.#volumes) this.#applyVolume(slot, volume)
    if (!this.#isMicrophoneOn) return
    room.setMicrophone(true).catch(() => {
      this.#isMicrophoneOn = false
      this.#events.emit('microphone', false)
    })
  }

  heard(identities: readonly string[]): void {
    const slots = identities.map((identity) => this.#roster.byPlayer(identity)?.slot)
    this.#speaking = new Set(slots.filter((slot) => slot !== undefined))
    this.#events.emit('speaking', this.#speaking)
  }

  playbackBlocked(isBlocked: boolean): void {
    this.#events.emit('playbackBlocked', isBlocked)
  }

  #applyVolume(slot: number, volume: number): void {
    const identity = this.#roster.bySlot(slot)?.playerId
    if (identity) this.#room.setVolume(identity, volume)
  }
}
