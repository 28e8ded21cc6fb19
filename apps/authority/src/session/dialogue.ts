import { type AnyGame, describe, type KeyframePacket } from '@gameserver/engine'
import type { ChatSend, Hello } from '@gameserver/protocol/generated/gameserver/v1/wire_pb'
import type { Topic } from '@gameserver/protocol/topics'
import { RateMeter } from '../input/rate-meter.ts'
import {
  type AuthorityEventBody,
  encodeAuthorityEvent,
  encodeChatMessage,
  keyframeBody,
  type MatchPhase,
  phases,
  rosterBody,
} from '../transport/authority-event.ts'
import type { RefusalReason } from '../transport/player-packet.ts'
import { cleanChatText } from './chat-text.ts'
import type { CommandRefusal } from './command-intake.ts'
import { EventLog } from './event-log.ts'
import { mismatch } from './greeting.ts'
import type { Member, Roster } from './roster.ts'

/** What a short break can miss: a few seconds of a busy match. */
const eventsKept = 256
const chatKept = 50

/** Clients repeat a Hello twice a second until it is answered. */
const greetingRate = { perSecond: 2, burst: 6 }
/** Clients ask at most every 300 ms. */
const keyframeRate = { perSecond: 4, burst: 4 }
const chatRate = { perSecond: 0.5, burst: 5 }

export interface Outlet {
  publish(topic: Topic, payload: Uint8Array, options: { reliable: boolean; to?: string }): boolean
}

/** What the dialogue needs to know of the match it is about. */
export interface Subject {
  readonly matchId: string
  readonly game: AnyGame
  readonly settings: Readonly<Record<string, number>>
  /** How many the match was made for. */
  readonly seats: number
  readonly tick: number
  readonly phase: MatchPhase
  keyframes(slot: number): readonly KeyframePacket[]
}

/**
 * The reliable half of the talk with the players: greetings, what is told to all in numbered messages, chat. What was told
 * is kept for a while, so that a player who comes back hears what was missed.
 */
export class Dialogue {
  readonly #epoch: number
  readonly #outlet: Outlet
  readonly #roster: Roster
  readonly #subject: Subject
  readonly #overheard: ((body: NonNullable<AuthorityEventBody>) => void) | undefined
  readonly #events = new EventLog<Uint8Array>(eventsKept)
  readonly #chat = new EventLog<Uint8Array>(chatKept)
  readonly #rates = new Map<number, { greeting: RateMeter; keyframe: RateMeter; chat: RateMeter }>()
  #ended: Uint8Array | undefined

  constructor(options: {
    epoch: number
    outlet: Outlet
    roster: Roster
    subject: Subject
    /** Is given what everybody is told, for those who only watch. */
    overheard?: (body: NonNullable<AuthorityEventBody>) => void
  }) {
    this.#epoch = options.epoch
    this.#outlet = options.outlet
    this.#roster = options.roster
    this.#subject = options.subject
    this.#overheard = options.overheard
  }

  /** Tells everybody, numbered. */
  broadcast(body: NonNullable<AuthorityEventBody>): void {
    const payload = this.#events.add((sequence) => this.#encode(sequence, body))
    if (body.case === 'matchEnded') this.#ended = payload
    this.#outlet.publish('events', payload, { reliable: true })
    this.#overheard?.(body)
  }

  /** Tells one participant, who need not have a seat. */
  tell(identity: string, body: NonNullable<AuthorityEventBody>): void {
    this.#send(identity, this.#encode(0, body))
  }

  notice(identity: string, reason: string, detail: string): void {
    this.tell(identity, { case: 'notice', value: { reason, detail } })
  }

  tellRoster(): void {
    this.broadcast({ case: 'roster', value: rosterBody(this.#roster.members) })
  }

  /** Whether the client and this authority understand each other, and the Hello is not one of too many. */
  hears(member: Member, hello: Hello, nowMs: number): boolean {
    if (!this.#ratesOf(member).greeting.take(1, nowMs)) return false
    const detail = mismatch(hello, this.#subject.game)
    if (detail === undefined) return true
    this.notice(member.playerId, 'version_mismatch', detail)
    return false
  }

  /**
   * Answers a Hello. `helloEpoch` says whose numbers it carries. The acknowledgement comes before the keyframe, with which
   * the player may begin to talk: a page loaded anew then numbers its lines after those of the page before.
   */
  welcome(member: Member, hello: Hello, helloEpoch: number): void {
    const { matchId, game, settings, phase, seats } = this.#subject
    const roster = rosterBody(this.#roster.members)
    this.tell(member.playerId, {
      case: 'welcome',
      value: {
        matchId,
        gameId: game.id,
        slot: member.slot,
        phase: phases[phase],
        roster,
        settings: { ...settings },
        tickRate: game.tickRate,
        sendRate: game.sendRate,
        description: hello.wantsDescription ? JSON.stringify(describe(game)) : '',
        seatCount: seats,
      },
    })
    this.#acknowledge(member)
    this.#sendKeyframe(member)
    const isSameOwner = helloEpoch === this.#epoch
    this.#replay(
      member,
      isSameOwner ? hello.receivedEventSequence : 0,
      isSameOwner ? hello.receivedChatSequence : 0,
    )
  }

  keyframeRequested(member: Member, nowMs: number): void {
    if (this.#ratesOf(member).keyframe.take(1, nowMs)) this.#sendKeyframe(member)
  }

  commandOutcome({ playerId }: Member, commandSequence: number, refusal: CommandRefusal | undefined): void {
    const told = refusal && { refusalReason: refusal.reason, refusalDetail: refusal.detail }
    this.tell(playerId, { case: 'commandOutcome', value: { commandSequence, ...told } })
  }

  /** Relays a line, or says why not. Clients repeat lines until they are acknowledged. */
  chat(member: Member, { sequence, text }: ChatSend, nowMs: number): RefusalReason | undefined {
    const isNew = sequence > member.chatSequence
    if (isNew) member.chatSequence = sequence
    this.#acknowledge(member)
    if (!isNew) return 'duplicate'
    const cleaned = cleanChatText(text)
    if (typeof cleaned === 'string') return cleaned
    if (!this.#ratesOf(member).chat.take(1, nowMs)) {
      this.notice(member.playerId, 'chat_rate', 'too many lines in ten seconds')
      return 'chat_rate'
    }
    const sentAtMs = BigInt(Date.now())
    const payload = this.#chat.add((number) =>
      encodeChatMessage({
        epoch: this.#epoch,
        sequence: number,
        slot: member.slot,
        text: cleaned.text,
        sentAtMs,
      }),
    )
    this.#outlet.publish('chat', payload, { reliable: true })
    return undefined
  }

  /** Who has just come hears the chat and, if it is over, the result; who was here hears what was missed. */
  #replay(member: Member, eventsReceived: number, chatReceived: number): void {
    const missed = eventsReceived > 0 ? this.#events.after(eventsReceived) : this.#ended ? [this.#ended] : []
    for (const payload of missed) this.#send(member.playerId, payload)
    for (const payload of this.#chat.after(chatReceived)) {
      this.#outlet.publish('chat', payload, { reliable: true, to: member.playerId })
    }
  }

  #sendKeyframe(member: Member): void {
    for (const keyframe of this.#subject.keyframes(member.slot))
      this.tell(member.playerId, { case: 'keyframe', value: keyframeBody(keyframe) })
  }

  #acknowledge({ playerId, commandSequence, chatSequence }: Member): void {
    this.tell(playerId, { case: 'acknowledgement', value: { commandSequence, chatSequence } })
  }

  #send(identity: string, payload: Uint8Array): void {
    this.#outlet.publish('events', payload, { reliable: true, to: identity })
  }

  #encode(sequence: number, body: NonNullable<AuthorityEventBody>): Uint8Array {
    return encodeAuthorityEvent({ epoch: this.#epoch, sequence, tick: this.#subject.tick, body })
  }

  #ratesOf({ slot }: Member) {
    const known = this.#rates.get(slot)
    if (known) return known
    const rates = {
      greeting: new RateMeter(greetingRate),
      keyframe: new RateMeter(keyframeRate),
      chat: new RateMeter(chatRate),
    }
    this.#rates.set(slot, rates)
    return rates
  }
}
