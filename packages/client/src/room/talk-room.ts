import { topics } from '@gameserver/protocol/topics'
import type { RoomConnection, Sender, Transport } from '../transport.ts'
import { Voice } from '../voice/voice.ts'
import { LastingRoom, type RoomEnd, type RoomPass } from './lasting-room.ts'
import { type ChatLine, RoomChat } from './room-chat.ts'

/**
 * LiveKit tells others of a newcomer without a track after up to three seconds, and until then what the newcomer says comes
 * from nobody: it is said once more.
 */
const announcedAfterMs = 4_000

export interface TalkRoomOptions {
  transport: Transport
  fetchPass(signal: AbortSignal, visit: number | undefined): Promise<RoomPass>
  isMember(playerId: string): boolean
  listener: TalkRoomListener
}

export interface TalkRoomListener {
  connecting(): void
  connected(): void
  chat(line: ChatLine): void
  ended(reason: RoomEnd): void
}

/** One LiveKit room: voice and chat, for as long as the player is a member. */
export class TalkRoom {
  readonly #options: TalkRoomOptions
  readonly #room: LastingRoom
  readonly #chat = new RoomChat()
  #voice: Voice<string> | undefined
  #repeating: ReturnType<typeof setTimeout> | undefined

  constructor(options: TalkRoomOptions) {
    this.#options = options
    const { transport, fetchPass, listener } = options
    this.#room = new LastingRoom({
      transport,
      fetchPass,
      // Closed or put out by mistake: as long as the API has a token there is a way back.
      finalReasons: [],
      windowMs: Number.POSITIVE_INFINITY,
      listener: {
        entered: (connection) => this.#entered(connection),
        interrupted: () => listener.connecting(),
        packet: (sender, topic, payload) => this.#packet(sender, topic, payload),
        joined: ({ identity }) => this.#repeat([identity]),
        speaking: (identities) => this.#voice?.heard(identities),
        playbackBlocked: (isBlocked) => this.#voice?.playbackBlocked(isBlocked),
        ended: (reason) => this.#ended(reason),
      },
    })
    void this.#room.seek()
  }

  /** From the first connection on. Undefined where there is no sound, as in Node. */
  get voice(): Voice<string> | undefined {
    return this.#voice
  }

  /** To all members. Undefined when it was not taken: it is empty or too long, or there were too many. */
  say(text: string, nowMs = Date.now()): string | undefined {
    const payload = this.#chat.say(text, nowMs)
    if (!payload) return undefined
    this.#room.publish(topics.chat, payload, { reliable: true })
    return text.trim()
  }

  close(): Promise<void> {
    return this.#room.close()
  }

  #entered({ voice }: RoomConnection): void {
    if (voice && this.#voice) this.#voice.moveTo(voice)
    else if (voice) {
      const itself = (playerId: string) => playerId
      this.#voice = new Voice(voice, { ofIdentity: itself, identityOf: itself })
    }
    this.#repeat()
    clearTimeout(this.#repeating)
    this.#repeating = setTimeout(() => this.#repeat(), announcedAfterMs)
    this.#options.listener.connected()
  }

  #repeat(to?: readonly string[]): void {
    for (const payload of this.#chat.repeat(Date.now()))
      this.#room.publish(topics.chat, payload, { reliable: true, ...(to && { to }) })
  }

  #packet(sender: Sender | undefined, topic: string, payload: Uint8Array): void {
    if (topic !== topics.chat || !sender || !this.#options.isMember(sender.identity)) return
    const line = this.#chat.hear(sender.identity, payload, Date.now())
    if (line) this.#options.listener.chat(line)
  }

  #ended(reason: RoomEnd): void {
    clearTimeout(this.#repeating)
    this.#options.listener.ended(reason)
  }
}
