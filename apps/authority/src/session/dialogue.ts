import { type AnyGame, describe, type KeyframePacket } from '@gameserver/engine'
import type { ChatSend, Hello } from '@gameserver/protocol/generated/gameserver/v1/wire_pb'
import type { Topic } from '@gameserver/protocol/topics'
import { type ToldLog, type ToldMessage, toldKept } from '@gameserver/storage/match-journals'
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
import { DialogueRates } from './dialogue-rates.ts'
import type { EarlierTold } from './earlier-told.ts'
import { EventLog } from './event-log.ts'
import { mismatch } from './greeting.ts'
import type { Member, Roster } from './roster.ts'

/** Reliable, and in order. */
export interface Outlet {
  say(topic: Topic, payload: Uint8Array, to?: string): void
  /** A successor has to know what everybody has been told. */
  noted(told: ToldMessage): void
}

/** What the dialogue needs to know of the match it is about. */
export interface Subject {
  readonly matchId: string
  readonly game: AnyGame
  readonly settings: Readonly<Record<string, number>>
  /** How many the match was made for. */
  readonly seats: number
  readonly tick: number
  /** After a takeover the one that is due now, which is made up for in a moment; 0: none. */
  readonly dueTick: number
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
  readonly #numbersSinceEpoch: number
  readonly #events: EventLog
  readonly #chat: EventLog
  readonly #rates = new DialogueRates()
  #ended: Uint8Array | undefined

  constructor(options: {
    epoch: number
    outlet: Outlet
    roster: Roster
    subject: Subject
    /** What was told under former owners, and since when it was numbered as it is. */
    earlier: EarlierTold & { readonly numbersSinceEpoch: number }
    /** Is given what everybody is told, for those who only watch. */
    overheard?: (body: NonNullable<AuthorityEventBody>) => void
  }) {
    this.#epoch = options.epoch
    this.#outlet = options.outlet
    this.#roster = options.roster
    this.#subject = options.subject
    this.#overheard = options.overheard
    const { numbersSinceEpoch, told, ended } = options.earlier
    this.#numbersSinceEpoch = numbersSinceEpoch
    this.#events = new EventLog(toldKept.event, of('event', told))
    this.#chat = new EventLog(toldKept.chat, of('chat', told))
    this.#ended = ended
  }

  /** Tells everybody, numbered. */
  broadcast(body: NonNullable<AuthorityEventBody>): void {
    this.#overheard?.(body)
    // A former owner has said so, and could not see to it that the result was written.
    if (body.case === 'matchEnded' && this.#ended) return
    const payload = this.#number('event', (sequence) => this.#encode(sequence, body))
    if (body.case === 'matchEnded') this.#ended = payload
    this.#outlet.say('events', payload)
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
    if (!this.#rates.of(member.slot).greeting.take(1, nowMs)) return false
    const detail = mismatch(hello, this.#subject.game)
    if (detail === undefined) return true
    this.notice(member.playerId, 'version_mismatch', detail)
    return false
  }

  /** Answers a Hello. `helloEpoch` says whose numbers it carries. */
  welcome(member: Member, hello: Hello, helloEpoch: number): void {
    this.greet(member, hello.wantsDescription)
    const areNumbersOurs = helloEpoch >= this.#numbersSinceEpoch
    this.#replay(
      member,
      areNumbersOurs ? hello.receivedEventSequence : 0,
      areNumbersOurs ? hello.receivedChatSequence : 0,
    )
  }

  /**
   * Also unasked, after a takeover: clients whose numbers are lower than those told here ask for what they miss. The
   * acknowledgement comes before the keyframe, with which the player may begin to talk: a page loaded anew then numbers its lines
   * after those of the page before.
   */
  greet(member: Member, wantsDescription = false): void {
    const { matchId, game, settings, phase, seats, dueTick } = this.#subject
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
        description: wantsDescription ? JSON.stringify(describe(game)) : '',
        seatCount: seats,
        numbersSinceEpoch: this.#numbersSinceEpoch,
        toldEventSequence: this.#events.told,
        toldChatSequence: this.#chat.told,
        dueTick,
      },
    })
    this.#acknowledge(member)
    this.#sendKeyframe(member)
  }

  keyframeRequested(member: Member, nowMs: number): void {
    if (this.#rates.of(member.slot).keyframe.take(1, nowMs)) this.#sendKeyframe(member)
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
    if (!this.#rates.of(member.slot).chat.take(1, nowMs)) {
      this.notice(member.playerId, 'chat_rate', 'too many lines in ten seconds')
      return 'chat_rate'
    }
    const line = { epoch: this.#epoch, slot: member.slot, text: cleaned.text, sentAtMs: BigInt(Date.now()) }
    this.#outlet.say(
      'chat',
      this.#number('chat', (sequence) => encodeChatMessage({ ...line, sequence })),
    )
    return undefined
  }

  /** Who has just come hears the chat and, if it is over, the result; who was here hears what was missed. */
  #replay(member: Member, eventsReceived: number, chatReceived: number): void {
    const missed = eventsReceived > 0 ? this.#events.after(eventsReceived) : this.#ended ? [this.#ended] : []
    for (const payload of missed) this.#send(member.playerId, payload)
    for (const payload of this.#chat.after(chatReceived)) this.#outlet.say('chat', payload, member.playerId)
  }

  #sendKeyframe(member: Member): void {
    for (const keyframe of this.#subject.keyframes(member.slot))
      this.tell(member.playerId, { case: 'keyframe', value: keyframeBody(keyframe) })
  }

  #acknowledge({ playerId, commandSequence, chatSequence }: Member): void {
    this.tell(playerId, { case: 'acknowledgement', value: { commandSequence, chatSequence } })
  }

  #number(log: ToldLog, encode: (sequence: number) => Uint8Array): Uint8Array {
    const numbered = (log === 'event' ? this.#events : this.#chat).add(encode)
    this.#outlet.noted({ log, ...numbered })
    return numbered.message
  }

  #send(identity: string, payload: Uint8Array): void {
    this.#outlet.say('events', payload, identity)
  }

  #encode(sequence: number, body: NonNullable<AuthorityEventBody>): Uint8Array {
    return encodeAuthorityEvent({ epoch: this.#epoch, sequence, tick: this.#subject.tick, body })
  }
}

function of(wanted: ToldLog, told: readonly ToldMessage[]): ToldMessage[] {
  return told.filter(({ log }) => log === wanted)
}
