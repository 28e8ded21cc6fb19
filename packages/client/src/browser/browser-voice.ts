import { type Participant, type RemoteTrack, type Room, RoomEvent, Track } from 'livekit-client'
import type { RoomListener, RoomVoice } from '../transport.ts'

/** The microphone and the others' voices of one room. Sound plays from audio elements of its own, out of sight. */
export class BrowserVoice implements RoomVoice {
  readonly #room: Room
  readonly #volumes = new Map<string, number>()
  readonly #elements = new Set<HTMLMediaElement>()

  constructor(room: Room, listener: RoomListener) {
    this.#room = room
    room
      .on(RoomEvent.TrackSubscribed, (track, _publication, participant) => this.#play(track, participant))
      .on(RoomEvent.TrackUnsubscribed, (track) => this.#stop(track))
      .on(RoomEvent.ActiveSpeakersChanged, (speakers) => listener.speaking(speakers.map(identityOf)))
      .on(RoomEvent.AudioPlaybackStatusChanged, () => listener.playbackBlocked(this.isPlaybackBlocked))
  }

  get isPlaybackBlocked(): boolean {
    return !this.#room.canPlaybackAudio
  }

  /** Rejects with the browser's own error when the player refuses the microphone or has none. */
  async setMicrophone(isOn: boolean): Promise<void> {
    await this.#room.localParticipant.setMicrophoneEnabled(isOn, {
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: true,
    })
  }

  setVolume(identity: string, volume: number): void {
    this.#volumes.set(identity, volume)
    this.#room.remoteParticipants.get(identity)?.setVolume(volume)
  }

  startPlayback(): Promise<void> {
    return this.#room.startAudio()
  }

  close(): void {
    for (const element of this.#elements) element.remove()
    this.#elements.clear()
  }

  #play(track: RemoteTrack, participant: Participant): void {
    if (track.kind !== Track.Kind.Audio) return
    const volume = this.#volumes.get(participant.identity)
    if (volume !== undefined) this.#room.remoteParticipants.get(participant.identity)?.setVolume(volume)
    const element = track.attach()
    element.hidden = true
    document.body.append(element)
    this.#elements.add(element)
  }

  #stop(track: RemoteTrack): void {
    for (const element of track.detach()) {
      element.remove()
      this.#elements.delete(element)
    }
  }
}

function identityOf({ identity }: Participant): string {
  return identity
}
