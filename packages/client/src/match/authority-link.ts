import type { MessageInitShape } from '@bufbuild/protobuf'
import type { CommandPacket, DesyncReport } from '@gameserver/engine'
import {
  type Acknowledgement,
  type AuthorityEvent,
  type ChatMessage,
  type CommandOutcome,
  type HelloSchema,
  type InputPacket,
  Phase,
  type StatePacket,
  type Welcome,
} from '@gameserver/protocol/generated/gameserver/v1/wire_pb'
import type { RoomToken } from '@gameserver/protocol/http'
import { type Topic, topics } from '@gameserver/protocol/topics'
import type { RoomVoice, Sender, Transport } from '../transport.ts'
import { Authorities } from './authorities.ts'
import { type ChatLine, ChatOutbox } from './chat-outbox.ts'
import { CommandError } from './command-error.ts'
import { CommandOutbox } from './command-outbox.ts'
import { type ClosedReason, type Connection, reconnecting } from './connection.ts'
import { Greeter } from './greeter.ts'
import { MatchRoom } from './match-room.ts'
import { isAuthority, isOfSuccessor, PacketReader } from './packet-reader.ts'
import { Sequence } from './sequence.ts'
import { Traffic } from './traffic.ts'
import {
  encodeChat,
  encodeCommand,
  encodeDesyncReport,
  encodeHello,
  encodeKeyframeRequest,
  encodeLeave,
} from './wire.ts'

/** Between two requests for a keyframe: the reliable answer takes a round trip, more on a bad network. */
const keyframeRequestIntervalMs = 300

/** What was not sent because too much was on its way is sent again: less often than an answer may take on a bad network. */
const commandRepeatMs = 1_000

/** What a Hello did not bring back by then is not going to come. */
const gapMsMax = 2_000

/** What was told before a Welcome comes right behind it, if it was missed and asked for. It is asked for again so often. */
const replayMsMax = 300

/** What was asked for again and again for so long is not going to come. A machine that stands still must not cost anybody a line. */
const replayPatienceMs = 3_000

/** An owner heard of so lately lives: another authority that comes into the room gets ready, and says so when it is its turn. */
const ownerSilentMs = 250

/** The game and the state of the player's copy of it, which Hello tells the authority. */
export type Introduction = Pick<
  MessageInitShape<typeof HelloSchema>,
  'protocolVersion' | 'gameId' | 'gameVersion' | 'schemaHash'
>

/** What the authority said: verified, decoded, numbered messages once each and in order. */
export interface AuthorityListener {
  state(packet: StatePacket): void
  event(event: AuthorityEvent): void
  chat(message: ChatMessage): void
  /** Another authority is about to have the match. */
  successorComing(): void
  /** Where players send their inputs to all: what another one sent. */
  peerInput?(identity: string, packet: InputPacket): void
  connection(connection: Connection): void
  voice(voice: RoomVoice): void
  speaking(identities: readonly string[]): void
  playbackBlocked(isBlocked: boolean): void
}

/**
 * The dialogue with the match's authority, across reconnects and changes of owner. Whenever something may have been
 * missed (the room was entered or restored, an authority joined, a higher epoch or a gap was seen) it says Hello with
 * the numbers received so far; the authority answers with Welcome, the numbers it has, a keyframe and what was missed.
 * The owner is who speaks under the highest epoch; the one before may be in the room still, and is not listened to.
 */
export class AuthorityLink {
  readonly sent = new Traffic()
  readonly received = new Traffic()
  interruptions = 0
  readonly #introduction: Introduction
  readonly #listener: AuthorityListener
  readonly #room: MatchRoom
  readonly #reader = new PacketReader()
  readonly #authorities = new Authorities()
  readonly #greeter = new Greeter(() => this.#sayHello())
  readonly #events = new Sequence<AuthorityEvent>()
  readonly #chat = new Sequence<ChatMessage>()
  readonly #outbox = new ChatOutbox()
  readonly #commands = new CommandOutbox()
  #commandTimer: ReturnType<typeof setTimeout> | undefined
  /** From Welcome until the acknowledgement behind it, which says where the commands go on. */
  #isResuming = false
  /** Epoch of the last Welcome; numbered messages of another epoch come before its Welcome and will be replayed. */
  #welcomeEpoch = 0
  #connection: Connection = { state: 'joining' }
  #keyframeRequestedAtMs = Number.NEGATIVE_INFINITY
  #gapTimer: ReturnType<typeof setTimeout> | undefined
  #replayTimer: ReturnType<typeof setTimeout> | undefined
  /** Since when something that a Welcome promised has not come. */
  #behindSinceMs: number | undefined
  #heardAtMs = Number.NEGATIVE_INFINITY

  constructor(
    transport: Transport,
    fetchToken: (signal: AbortSignal, visit: number | undefined) => Promise<RoomToken>,
    introduction: Introduction,
    listener: AuthorityListener,
  ) {
    this.#introduction = introduction
    this.#listener = listener
    this.#room = new MatchRoom(transport, fetchToken, {
      entered: ({ voice }) => {
        if (voice) listener.voice(voice)
        this.#greeter.start()
      },
      packet: (sender, topic, payload) => this.#packet(sender, topic, payload),
      joined: (sender) => {
        if (isAuthority(sender)) this.#authorityCame(sender.identity)
      },
      interrupted: (attempt) => this.#interrupted(attempt),
      speaking: listener.speaking,
      playbackBlocked: listener.playbackBlocked,
      closed: (reason) => this.#closed(reason),
    })
  }

  get connection(): Connection {
    return this.#connection
  }

  get epoch(): number {
    return this.#reader.epoch
  }

  get drops(): PacketReader['drops'] {
    return this.#reader.drops
  }

  enter(token: RoomToken): Promise<void> {
    return this.#room.enter(token)
  }

  close(): Promise<void> {
    return this.#room.close()
  }

  sendInput(payload: Uint8Array, reliable = false): void {
    this.#publish('input', payload, reliable, this.#authorities.played(this.#reader.owner))
  }

  /** Reliably. */
  sendInputToSuccessor(payload: Uint8Array): void {
    this.#publish('input', payload, true, this.#authorities.coming)
  }

  sendInputToAll(payload: Uint8Array): void {
    if (this.#room.publishToAll('input', payload)) this.sent.count(payload)
  }

  sendLeave(): void {
    this.#send('events', encodeLeave(this.epoch), true)
  }

  /** False when too many lines wait for the authority. */
  sendChat(text: string): boolean {
    const line = this.#outbox.add(text)
    if (!line) return false
    this.#sendChatLines([line])
    return true
  }

  /** Rejects with CommandError. */
  sendCommand(packet: CommandPacket): Promise<void> {
    const { command, outcome } = this.#commands.add(packet)
    // What is said while the authority may miss it would come out of order: it is sent with the rest, after Welcome.
    if (command && this.#connection.state === 'connected')
      this.#send('events', encodeCommand(this.epoch, command), true)
    this.#watchCommands()
    return outcome
  }

  requestKeyframe(nowMs: number): void {
    if (nowMs - this.#keyframeRequestedAtMs < keyframeRequestIntervalMs) return
    this.#keyframeRequestedAtMs = nowMs
    this.#send('events', encodeKeyframeRequest(this.epoch), true)
  }

  /** Of a state too large to be reported, the request for a keyframe says that it was wrong. */
  reportDesync(report: DesyncReport): void {
    for (const payload of encodeDesyncReport(this.epoch, report)) this.#send('events', payload, true)
  }

  /** The listener has what Welcome promised, and the match can be played. */
  established(): void {
    if (this.#connection.state !== 'closed') this.#become({ state: 'connected' })
  }

  #send(topic: Topic, payload: Uint8Array, reliable: boolean): void {
    this.#publish(topic, payload, reliable, this.#authorities.addressed(this.#reader.owner))
  }

  #publish(topic: Topic, payload: Uint8Array, reliable: boolean, to: readonly string[]): void {
    if (this.#room.publish(topic, payload, { reliable, to })) this.sent.count(payload)
  }

  #sendChatLines(lines: readonly ChatLine[]): void {
    for (const line of lines) this.#send('chat', encodeChat({ epoch: this.epoch, ...line }), true)
  }

  #sayHello(): void {
    const hello = {
      ...this.#introduction,
      receivedEventSequence: this.#events.received,
      receivedChatSequence: this.#chat.received,
    }
    // The numbers are of the epoch of the last Welcome, though a higher one may have been seen.
    const to = this.#authorities.greeted(this.#reader.owner)
    this.#publish('events', encodeHello(this.#welcomeEpoch, hello), true, to)
  }

  #authorityCame(identity: string): void {
    this.#authorities.came(identity)
    if (performance.now() - this.#heardAtMs > ownerSilentMs) this.#greeter.start()
  }

  #packet(sender: Sender | undefined, topic: string, payload: Uint8Array): void {
    this.received.count(payload)
    if (topic === topics.input && this.#listener.peerInput) {
      const input = this.#reader.readInput(sender, payload)
      if (sender && input) this.#listener.peerInput(sender.identity, input)
      return
    }
    const packet = this.#reader.read(sender, topic, payload)
    if (!packet || !sender) return
    if (isOfSuccessor(packet)) {
      this.#authorities.comes(sender.identity)
      this.#listener.successorComing()
      return
    }
    this.#heardAtMs = performance.now()
    const { epoch } = packet.body
    const said = packet.topic === 'events' ? packet.body.body : undefined
    if (said?.case === 'welcome') this.#welcomed(epoch, said.value)
    const isRefusal = said?.case === 'notice'
    if (epoch !== this.#welcomeEpoch && !isRefusal) this.#greeter.startUnlessUnderWay()
    else if (packet.topic === 'state') this.#listener.state(packet.body)
    else if (packet.topic === 'events') this.#event(packet.body)
    else this.#chatMessage(packet.body)
  }

  #welcomed(epoch: number, welcome: Welcome): void {
    this.#greeter.stop()
    const goesOn = epoch === this.#welcomeEpoch || isContinued(welcome, this.#welcomeEpoch)
    if (!goesOn) {
      this.#events.restart()
      this.#chat.restart()
    }
    this.#welcomeEpoch = epoch
    this.#isResuming = true
    this.#expect(welcome)
    this.#sendChatLines(this.#outbox.unacknowledged)
  }

  /** An owner that welcomes unasked does not know what has been missed, and one that died may have told less than it wrote down. */
  #expect({ phase, toldEventSequence, toldChatSequence }: Welcome): void {
    // Whoever comes late is spared the beginning, but hears how it ended.
    if (phase !== Phase.ENDED) this.#events.openAfter(toldEventSequence)
    this.#events.expect(toldEventSequence)
    this.#chat.expect(toldChatSequence)
    this.#watchReplay()
  }

  #watchReplay(): void {
    clearTimeout(this.#replayTimer)
    this.#replayTimer = setTimeout(() => this.#checkReplay(), replayMsMax)
  }

  #checkReplay(): void {
    const isBehind = this.#events.isBehind || this.#chat.isBehind
    const nowMs = performance.now()
    if (isBehind) this.#behindSinceMs ??= nowMs
    else this.#behindSinceMs = undefined
    if (this.#behindSinceMs === undefined) return
    if (nowMs - this.#behindSinceMs >= replayPatienceMs) {
      this.#behindSinceMs = undefined
      this.#skipGaps()
    } else {
      this.#greeter.startUnlessUnderWay()
      this.#watchReplay()
    }
  }

  #event(event: AuthorityEvent): void {
    if (event.body.case === 'matchEnded') this.#room.over()
    if (event.body.case === 'acknowledgement') this.#acknowledged(event.body.value)
    if (event.body.case === 'commandOutcome') this.#commandAnswered(event.body.value)
    const isNumbered = event.sequence > 0
    const ready = isNumbered ? this.#events.take(event.sequence, event) : [event]
    for (const next of ready) this.#listener.event(next)
    this.#watchGap()
  }

  #acknowledged({ chatSequence, commandSequence }: Acknowledgement): void {
    this.#outbox.acknowledge(chatSequence)
    if (!this.#isResuming) return
    this.#isResuming = false
    this.#commands.resume(commandSequence)
    this.#sendCommands()
  }

  #commandAnswered({ commandSequence, refusalReason, refusalDetail }: CommandOutcome): void {
    const isDone = refusalReason === ''
    this.#commands.answered(
      commandSequence,
      isDone ? undefined : new CommandError(refusalReason, refusalDetail),
    )
  }

  #sendCommands(): void {
    for (const command of this.#commands.unanswered)
      this.#send('events', encodeCommand(this.epoch, command), true)
  }

  #watchCommands(): void {
    this.#commandTimer ??= setTimeout(() => {
      this.#commandTimer = undefined
      if (this.#commands.unanswered.length === 0) return
      if (this.#connection.state === 'connected') this.#sendCommands()
      this.#watchCommands()
    }, commandRepeatMs)
  }

  #chatMessage(message: ChatMessage): void {
    for (const next of this.#chat.take(message.sequence, message)) this.#listener.chat(next)
    this.#watchGap()
  }

  #watchGap(): void {
    if (this.#gapTimer !== undefined || !(this.#events.hasGap || this.#chat.hasGap)) return
    this.#greeter.startUnlessUnderWay()
    this.#gapTimer = setTimeout(() => {
      this.#gapTimer = undefined
      this.#skipGaps()
      this.#watchGap()
    }, gapMsMax)
  }

  #skipGaps(): void {
    for (const event of this.#events.skipGap()) this.#listener.event(event)
    for (const message of this.#chat.skipGap()) this.#listener.chat(message)
  }

  #interrupted(attempt: number): void {
    if (this.#connection.state === 'connected') this.interruptions++
    this.#greeter.stop()
    this.#become(reconnecting(this.#connection, attempt))
  }

  #closed(reason: ClosedReason): void {
    this.#greeter.stop()
    clearTimeout(this.#gapTimer)
    clearTimeout(this.#replayTimer)
    clearTimeout(this.#commandTimer)
    this.#commands.close()
    this.#become({ state: 'closed', reason })
  }

  #become(connection: Connection): void {
    this.#connection = connection
    this.#listener.connection(connection)
  }
}

/** Whether what was numbered under `epoch` has kept its number since, and the match goes on from where it stood. */
export function isContinued({ numbersSinceEpoch }: Welcome, epoch: number): boolean {
  return numbersSinceEpoch > 0 && numbersSinceEpoch <= epoch
}
