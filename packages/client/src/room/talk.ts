import type { Transport } from '../transport.ts'
import type { Voice } from '../voice/voice.ts'
import type { RoomPass } from './lasting-room.ts'
import { TalkRoom } from './talk-room.ts'

/** Talking, by player ids. */
export type TalkVoice = Voice<string>

/**
 * `closed`: there is no room, or the player did not want it. `elsewhere`: another window or device of the player has the
 * place; entering here takes it back.
 */
export type TalkState = 'closed' | 'connecting' | 'connected' | 'elsewhere'

export interface TalkEntry {
  playerId: string
  name: string
  text: string
  sentAtMs: number
}

export interface TalkOptions {
  transport: Transport
  /** Rejects when the player is not, or no longer, in this place. */
  fetchPass(placeId: string, signal: AbortSignal, visit: number | undefined): Promise<RoomPass>
  /** Undefined: the player is no member. */
  nameOf(playerId: string): string | undefined
  self(): { id: string; name: string } | undefined
  /** What members say, oneself among them. */
  chat(entry: TalkEntry): void
  state(state: TalkState): void
  /** The API says that the player is in another place, or in none: to be asked in which. */
  askAnew(): Promise<unknown>
}

/** Voice and chat of where the player is, be it a party or a room: of one after the other, if wanted. */
export class Talk {
  readonly #options: TalkOptions
  #isWanted = false
  #placeId: string | undefined
  #room: { placeId: string; talk: TalkRoom } | undefined
  #state: TalkState = 'closed'

  constructor(options: TalkOptions) {
    this.#options = options
  }

  get state(): TalkState {
    return this.#state
  }

  /** While in a room; undefined where there is no sound, as in Node. */
  get voice(): TalkVoice | undefined {
    return this.#room?.talk.voice
  }

  enter(): void {
    this.#isWanted = true
    if (this.#state === 'elsewhere') this.#room = undefined
    this.#move()
  }

  leave(): void {
    this.#isWanted = false
    this.#move()
  }

  /** Where the player is now; undefined: nowhere with a room to talk in. */
  moveTo(placeId: string | undefined): void {
    this.#placeId = placeId
    this.#move()
  }

  /** False when the line was not taken: not in the room, or it is empty or too long, or there were too many. */
  say(text: string): boolean {
    const line = this.#room?.talk.say(text)
    const self = this.#options.self()
    if (line === undefined || !self) return false
    this.#options.chat({ playerId: self.id, name: self.name, text: line, sentAtMs: Date.now() })
    return true
  }

  /** Into the room of the place, if wanted, and out of any other. */
  #move(): void {
    const placeId = this.#isWanted ? this.#placeId : undefined
    if (this.#room?.placeId === placeId) return
    const former = this.#room
    this.#room = placeId === undefined ? undefined : { placeId, talk: this.#open(placeId) }
    void former?.talk.close()
    if (!this.#room) this.#become('closed')
  }

  #open(placeId: string): TalkRoom {
    const { transport, fetchPass, nameOf, chat, askAnew } = this.#options
    const isCurrent = () => this.#room?.placeId === placeId
    this.#become('connecting')
    return new TalkRoom({
      transport,
      fetchPass: (signal, visit) => fetchPass(placeId, signal, visit),
      isMember: (playerId) => nameOf(playerId) !== undefined,
      listener: {
        connecting: () => isCurrent() && this.#become('connecting'),
        connected: () => isCurrent() && this.#become('connected'),
        chat: (line) => chat({ ...line, name: nameOf(line.playerId) ?? '' }),
        ended: (reason) => {
          if (!isCurrent()) return
          if (reason === 'duplicate_identity') return this.#become('elsewhere')
          this.#room = undefined
          this.#become('closed')
          askAnew()
            .then(() => this.#move())
            .catch(() => {})
        },
      },
    })
  }

  #become(state: TalkState): void {
    if (state === this.#state) return
    this.#state = state
    this.#options.state(state)
  }
}
