import {
  type AnyGame,
  type CommandOf,
  createPlayClient,
  depthOf,
  depthsPerTick,
  type InputOf,
  type InputPacket,
  type MatchView,
  type PlayClient,
  schemaHash,
  type WorldOf,
} from '@gameserver/engine'
import type {
  AuthorityEvent,
  ChatMessage,
  GameEvents,
  Keyframe,
  MatchEnded,
  Notice,
  StatePacket,
  Welcome,
  Roster as WireRoster,
} from '@gameserver/protocol/generated/gameserver/v1/wire_pb'
import type { MatchToken, RoomToken } from '@gameserver/protocol/http'
import { chatTextLengthMax } from '@gameserver/protocol/limits'
import { protocolVersion } from '@gameserver/protocol/topics'
import { Emitter } from '../emitter.ts'
import type { RoomVoice, Transport } from '../transport.ts'
import { AuthorityLink, isContinued } from './authority-link.ts'
import type { Connection } from './connection.ts'
import { InputLatency } from './input-latency.ts'
import { JoinError } from './join-error.ts'
import type { MatchEvents } from './match-events.ts'
import type { MatchStats } from './match-stats.ts'
import { MatchVoice } from './match-voice.ts'
import { Roster, type Seat } from './roster.ts'
import { StateGaps } from './state-gaps.ts'
import { until } from './until.ts'
import { encodeInput, type Phase, phaseOf, snapshotOf } from './wire.ts'

/** From entering the room until Welcome and Keyframe are there. An authority answers within a few round trips. */
const greetingMsMax = 10_000

/** A round trip and a write to the database, with the time that reliable delivery takes on a bad network. */
const leaveMsMax = 2_000

export interface JoinMatchOptions<G extends AnyGame> {
  game: G
  token: MatchToken
  transport: Transport
  fetchToken: (signal: AbortSignal, visit: number | undefined) => Promise<RoomToken>
}

/** A seat in a match: its LiveKit room, and the game's state as this player sees it. */
export class JoinedMatch<G extends AnyGame> {
  readonly matchId: string
  readonly game: G
  readonly #link: AuthorityLink
  readonly #emitter = new Emitter<MatchEvents<G>>()
  readonly #latency: InputLatency
  readonly #roster = new Roster()
  /** Set by the first keyframe, before which nobody is given this object. */
  #play!: PlayClient<G>
  /** From the Welcome of an owner that begins the match anew until its keyframe: the old state stays on show meanwhile. */
  #arriving: PlayClient<G> | undefined
  #playEpoch = 0
  #takeovers = 0
  readonly #gaps = new StateGaps()
  #slot = 0
  /** As told last: others have their turn in the packets between. */
  #depth: number | undefined
  #settings: Readonly<Record<string, number>> = {}
  #phase: Phase = 'waiting'
  #voice: MatchVoice | undefined
  #malformedEvents = 0
  /** Called when a seat that was given up is free, so that the player may queue again. */
  #seatReleased = () => {}
  /** Subscribes to an event; returns the function that ends the subscription. */
  readonly on = this.#emitter.on.bind(this.#emitter) as Emitter<MatchEvents<G>>['on']

  /** Enters the room and resolves when the match can be played. Rejects with JoinError. */
  static async join<G extends AnyGame>(options: JoinMatchOptions<G>): Promise<JoinedMatch<G>> {
    const match = new JoinedMatch(options)
    try {
      await match.#enter(options.token)
    } catch (error) {
      await match.close()
      throw error
    }
    return match
  }

  private constructor({ game, token, transport, fetchToken }: JoinMatchOptions<G>) {
    this.game = game
    this.matchId = token.matchId
    this.#latency = new InputLatency(game.tickRate / game.sendRate)
    const introduction = {
      protocolVersion,
      gameId: game.id,
      gameVersion: game.version,
      schemaHash: schemaHash(game),
    }
    this.#link = new AuthorityLink(transport, fetchToken, introduction, {
      state: (packet) => this.#state(packet),
      event: (event) => this.#event(event),
      chat: (message) => this.#chat(message),
      successorComing: () => this.#successorComing(),
      ...(game.rollback && { peerInput: (identity, packet) => this.#peerInput(identity, packet) }),
      connection: (connection) => this.#emitter.emit('connection', connection),
      voice: (voice) => this.#voiceOpened(voice),
      speaking: (identities) => this.#voice?.heard(identities),
      playbackBlocked: (isBlocked) => this.#voice?.playbackBlocked(isBlocked),
    })
  }

  get slot(): number {
    return this.#slot
  }

  get phase(): Phase {
    return this.#phase
  }

  get roster(): readonly Seat[] {
    return this.#roster.seats
  }

  get settings(): Readonly<Record<string, number>> {
    return this.#settings
  }

  get connection(): Connection {
    return this.#link.connection
  }

  /** Undefined where there is no sound, as in Node. */
  get voice(): MatchVoice | undefined {
    return this.#voice
  }

  get stats(): MatchStats {
    return {
      ...this.#play.stats,
      inputToStateMs: this.#latency.toStateMs,
      inputsLate: this.#latency.late,
      inputsLost: this.#latency.lost,
      sent: this.#link.sent,
      received: this.#link.received,
      drops: this.#link.drops,
      malformedEvents: this.#malformedEvents,
      interruptions: this.#link.interruptions,
      takeovers: this.#takeovers,
      stateGapMsMax: this.#gaps.msMax,
    }
  }

  /**
   * Runs the local ticks that are due by `nowMs`, a time of performance.now(), and sends their inputs. Call it on every
   * animation frame, or every few milliseconds; `sampleInput` is asked once for each tick. `world`, not to be changed, is the one
   * predicted before it: where inputs propose a place, they must start from there.
   */
  advance(nowMs: number, sampleInput: (tick: number, world?: WorldOf<G>) => InputOf<G>): void {
    if (this.#phase !== 'running') return
    const packets = this.#play.advance(nowMs, (tick, world) => {
      this.#latency.handed(tick, performance.now())
      return sampleInput(tick, world)
    })
    this.#sendInputs(packets)
    this.#emitEvents()
  }

  /** The world to draw at `nowMs`: others interpolated, the player's own entity predicted. */
  view(nowMs: number): MatchView<G> {
    return this.#play.view(nowMs) as MatchView<G>
  }

  /** Tick of the newest snapshot. */
  get tick(): number {
    return this.#play.latestTick
  }

  /** The world of the newest snapshot, as the authority has it. */
  get latest(): WorldOf<G> {
    return this.#play.latest as WorldOf<G>
  }

  /**
   * Asks for something of the game's `commands`. Resolves when it is done, which the next snapshot shows; rejects with a
   * CommandError when the game or the authority refuses. Commands are done in order, each once, also across reconnects.
   */
  command<Name extends CommandOf<G>['name']>(
    name: Name,
    value: Extract<CommandOf<G>, { name: Name }>['value'],
  ): Promise<void> {
    return this.#link.sendCommand(this.#play.encodeCommand({ name, value } as CommandOf<G>))
  }

  /** False when the line was not taken: it is empty or too long, or too many wait for the authority. */
  sendChat(text: string): boolean {
    const line = text.trim()
    return line !== '' && line.length <= chatTextLengthMax && this.#link.sendChat(line)
  }

  /** Gives up the seat and closes. Then the player may queue again, but when the database did not answer within 2 seconds. */
  async leave(): Promise<void> {
    if (this.phase !== 'ended' && this.connection.state === 'connected') await this.#giveUpSeat()
    await this.close()
  }

  /** Leaves the room. The authority holds the seat for a while. */
  close(): Promise<void> {
    return this.#link.close()
  }

  /** Closing at once would throw away the message that says so. */
  async #giveUpSeat(): Promise<void> {
    this.#link.sendLeave()
    await until(leaveMsMax, (happened) => {
      this.#seatReleased = happened
      return [
        this.on('ended', happened),
        this.on('connection', ({ state }) => state === 'closed' && happened()),
      ]
    })
  }

  async #enter(token: MatchToken): Promise<void> {
    const isPlayable = this.#playable()
    // Also when entering fails, which is then what the caller hears of.
    isPlayable.catch(() => {})
    try {
      await this.#link.enter(token)
    } catch (cause) {
      throw new JoinError('room_unreachable', `LiveKit at ${token.url} did not let the player in`, { cause })
    }
    await isPlayable
  }

  async #playable(): Promise<void> {
    const outcome = await until(greetingMsMax, (happened, failed) => [
      this.on('notice', ({ reason, detail }) => failed(new JoinError(reason, detail))),
      this.on('connection', (connection) => {
        if (connection.state === 'connected') happened()
        if (connection.state === 'closed')
          failed(new JoinError('closed', `The room closed: ${connection.reason}`))
      }),
    ])
    if (outcome === 'timeout') {
      throw new JoinError('no_answer', `The authority did not answer within ${greetingMsMax} ms`)
    }
  }

  /** With rollback the others predict with it, too. */
  #sendInputs(packets: readonly InputPacket[]): void {
    // Another owner has been heard, who will say from which tick on it needs inputs.
    if (this.#playEpoch !== this.#link.epoch) return
    for (const packet of packets) {
      const { isAgain = false } = packet
      const payload = encodeInput({ epoch: this.#playEpoch, ...packet })
      if (this.game.rollback && !isAgain) this.#link.sendInputToAll(payload)
      else this.#link.sendInput(payload, isAgain)
    }
  }

  #peerInput(identity: string, packet: InputPacket): void {
    const seat = this.#roster.byPlayer(identity)
    if (seat === undefined || seat.presence === 'left' || this.#arriving || !this.#play) return
    this.#play.receivePeerInput?.(seat.slot, packet)
  }

  #state(packet: StatePacket): void {
    if (this.#arriving || !this.#play) return
    const nowMs = performance.now()
    const known = this.tick
    this.#play.receiveSnapshot(snapshotOf(packet), nowMs)
    if (this.#play.needsKeyframe) this.#link.requestKeyframe(nowMs)
    const desync = this.#play.takeDesync()
    if (desync) this.#link.reportDesync(desync)
    this.#depth = depthOf(packet.inputDepths, this.#slot) ?? this.#depth
    if (this.tick > known) this.#gaps.stateCame(nowMs)
    if (this.tick <= known || this.#depth === undefined) return
    this.#latency.confirmed(packet.tick, this.#depth / depthsPerTick, nowMs)
  }

  #event({ tick, body }: AuthorityEvent): void {
    if (body.case === 'welcome') this.#welcome(body.value, tick)
    else if (body.case === 'keyframe') this.#keyframe(body.value)
    else if (body.case === 'roster') this.#seatsChanged(body.value)
    else if (body.case === 'gameEvents') this.#gameEvents(tick, body.value)
    else if (body.case === 'phaseChange') this.#become(phaseOf(body.value.phase))
    else if (body.case === 'matchEnded') this.#ended(body.value)
    else if (body.case === 'notice') this.#noticed(body.value)
    else if (body.case === 'seatReleased') this.#seatReleased()
  }

  #welcome(welcome: Welcome, tick: number): void {
    const { slot, settings } = welcome
    this.#slot = slot
    this.#settings = settings
    if (welcome.roster) this.#seatsChanged(welcome.roster)
    if (this.#playEpoch !== this.#link.epoch) {
      if (isContinued(welcome, this.#playEpoch)) this.#takenOver(tick, welcome.dueTick)
      else {
        const seats = welcome.seatCount || this.roster.length
        this.#arriving = createPlayClient({ game: this.game, slot, settings, seats })
      }
    }
    this.#become(phaseOf(welcome.phase))
  }

  /** Another owner goes on with the match: what was done for ticks that it does not have yet is said again. */
  #takenOver(tick: number, dueTick: number): void {
    this.#takeovers++
    this.#arriving = undefined
    this.#playEpoch = this.#link.epoch
    this.#latency.restart()
    const takeover = { tick, dueTick: dueTick > tick ? dueTick : undefined }
    this.#sendInputs(this.#play.takenOver(takeover, performance.now()))
  }

  /** So that it has what its match needs to go on without having to ask, and to wait for the answer. */
  #successorComing(): void {
    if (this.#phase !== 'running' || this.#arriving || !this.#play) return
    for (const packet of this.#play.inputsAgain())
      this.#link.sendInputToSuccessor(encodeInput({ epoch: this.#playEpoch, ...packet }))
  }

  #seatsChanged(roster: WireRoster): void {
    this.#roster.replace(roster)
    this.#emitter.emit('roster', this.roster)
  }

  #keyframe({ tick, blocks }: Keyframe): void {
    const play = this.#arriving ?? this.#play
    const rejected = play.receiveKeyframe({ tick, blocks })
    if (rejected?.reason === 'malformed') {
      this.#link.requestKeyframe(performance.now())
      return
    }
    this.#play = play
    this.#playEpoch = this.#link.epoch
    this.#arriving = undefined
    if (this.connection.state === 'connected') return
    this.#latency.restart()
    this.#link.established()
  }

  #noticed({ reason, detail }: Notice): void {
    this.#emitter.emit('notice', { reason, detail })
  }

  #gameEvents(tick: number, { events }: GameEvents): void {
    this.#malformedEvents += this.#play.receiveEvents(tick, events)
    this.#emitEvents()
  }

  #emitEvents(): void {
    for (const event of this.#play.takeEvents()) this.#emitter.emit('event', event)
  }

  #chat({ slot, text, sentAtMs }: ChatMessage): void {
    const name = this.#roster.bySlot(slot)?.name ?? ''
    this.#emitter.emit('chat', { slot, name, text, sentAtMs: Number(sentAtMs) })
  }

  #ended({ scores, reason }: MatchEnded): void {
    const standings = scores.map(({ slot, score, rank }) => {
      const seat = this.#roster.bySlot(slot)
      return { slot, score, rank, playerId: seat?.playerId ?? '', name: seat?.name ?? '' }
    })
    this.#become('ended')
    this.#emitter.emit('ended', { reason, standings: standings.sort((a, b) => a.rank - b.rank) })
  }

  #become(phase: Phase): void {
    if (phase === this.#phase) return
    this.#phase = phase
    this.#gaps.restart()
    this.#emitter.emit('phase', phase)
  }

  #voiceOpened(room: RoomVoice): void {
    if (this.#voice) this.#voice.moveTo(room)
    else this.#voice = new MatchVoice(room, this.#roster)
  }
}
