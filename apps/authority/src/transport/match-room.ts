import { setTimeout as sleep } from 'node:timers/promises'
import { connectRoom, type LossyPacket, type RoomConnection, type RoomParticipant } from '@gameserver/livekit'
import { isAuthorityIdentity, type Topic, topics } from '@gameserver/protocol/topics'
import type { Logger } from 'pino'
import { Announcements } from './announcements.ts'
import { successorComing } from './authority-event.ts'
import type { LivekitApi } from './livekit-api.ts'
import { RoomCensus } from './room-census.ts'

export interface MatchRoomListener {
  packet(sender: RoomParticipant, topic: string, payload: Uint8Array): void
  joined(participant: RoomParticipant): void
  left(identity: string): void
  /** Identities of those who are thought to be there. Who of them is not is told as `left`. */
  present(): Iterable<string>
  /** The room is out of reach: nothing comes, and what is sent goes nowhere, until `resumed`. */
  interrupted(reason: string): void
  resumed(): void
  /** Another connection has our identity, which this process alone has: it has entered the room once more. */
  replaced(): void
  /** No way back into the room was found. */
  lost(reason: string): void
}

/** A room out of reach is tried again after this, twice this and so on, up to the longest: LiveKit starts within 300 ms. */
const retryMsMin = 100
const retryMsMax = 1_000

/** So long a way back is sought. Players seek it for longer, so that none of them gives up before the authority does. */
const wayBackMsMax = 60_000

/** LiveKit's client restores what has only lost its signalling within a few round trips; its next try comes after five seconds. */
const restoringMsMax = 2_000

/** A server in the same network answers in a tenth of a second; one that does not answer within this is tried again. */
const connectMsMax = 5_000

/** LiveKit tells everybody of us within milliseconds, unless it is too busy to answer: whoever says Hello is told again. */
const announcementMsMax = 200

/** LiveKit's farewell to a server that hangs would last for as long as that does. */
const farewellMsMax = 500

/** How often it is looked whether anything came. Players send thirty packets a second: with none of theirs, LiveKit is asked. */
const pulseMs = 1_000

/** Each so many pulses who is thought to be there is compared with who LiveKit says is there. */
const pulsesPerCensus = 4

/** Inputs that came before anybody attended: two seconds of thirty-two players. */
const unheardInputsMax = 2_048

/** Who was put out by a successor learns within this that the match is not its own any more; any other comes back. */
const afterRemovalMs = 2_000

/** What is left of a former owner harms nobody: it is put out when the match goes on, and LiveKit has the time to tell everybody. */
const formerMs = 1_000

/** A duplicate of a connection as young as this is a former one of ours, which LiveKit's client has restored meanwhile. */
const ownDuplicateMsMax = 3_000

/** LiveKit closes a room that everybody else has left, or was told to delete it, as at the end of a match. */
type RoomEnd = 'room_closed' | 'room_deleted'

/** A match's LiveKit room as its authority sees it, across lost connections and deaths of LiveKit. */
export class MatchRoom {
  readonly name: string
  readonly #api: LivekitApi
  readonly #gameId: string
  readonly #participantsMax: number | undefined
  #endsBy: readonly RoomEnd[]
  #neverReturns = false
  readonly #log: Logger
  readonly #announcements: Announcements
  readonly #census = new RoomCensus()
  readonly #pulse: NodeJS.Timeout
  /** Resolves when there is no way back into the room, whether anybody attends or not. */
  readonly ended: Promise<void>
  #hasEnded!: () => void
  #listener: MatchRoomListener | undefined
  #connection: RoomConnection | undefined
  #connectedMs = 0
  /** LiveKit's client is restoring the connection by itself. */
  #isRestoring = false
  #isSeekingBack = false
  #isInterrupted = false
  #isClosed = false
  /** How it ended, if nobody attended then. */
  #unheardEnd: ((listener: MatchRoomListener) => void) | undefined
  #unheardInputs: (() => void)[] = []
  #departing: RoomParticipant[] = []
  #pulses = 0
  #receivedAtPulse = 0
  published = 0
  publishedBytes = 0
  received = 0

  /**
   * Rejects when the room can't be entered. Until somebody attends, what is said in it is not heard, but for inputs: players send
   * them to whoever has come forth to have the match.
   */
  static async enter(options: {
    api: LivekitApi
    name: string
    gameId: string
    /** As many as a match's own room takes, unless told. */
    participantsMax?: number
    /** A room that has ended so is lost, instead of made again. */
    endsBy?: readonly RoomEnd[]
    log: Logger
  }): Promise<MatchRoom> {
    const room = new MatchRoom(options)
    try {
      await room.#join()
    } catch (error) {
      await room.close({ delete: false })
      throw error
    }
    return room
  }

  private constructor(options: Parameters<typeof MatchRoom.enter>[0]) {
    const { api, name, gameId, participantsMax, endsBy = [], log } = options
    this.#api = api
    this.name = name
    this.#gameId = gameId
    this.#participantsMax = participantsMax
    this.#endsBy = endsBy
    this.#log = log
    this.#announcements = new Announcements({
      api,
      room: name,
      log,
      isKnown: (identity) => this.#connection?.participants.has(identity) ?? false,
    })
    this.#pulse = setInterval(() => void this.#beat(), pulseMs)
    this.ended = new Promise((resolve) => {
      this.#hasEnded = resolve
    })
  }

  /** From now on the listener hears what happens in the room. It is told at once who is there, and who is not. */
  attend(listener: MatchRoomListener): void {
    this.#listener = listener
    if (this.#unheardEnd) this.#unheardEnd(listener)
    else if (this.#isInterrupted) listener.interrupted('unattended')
    this.#tellPresence()
  }

  /** Who has stood by is about to have the match: players send it their inputs from now on, and the room is kept. */
  comeForth(): void {
    this.#endsBy = []
    this.publish(topics.events, successorComing, { reliable: true })
  }

  /** The match is not to be ours: whatever ends the connection before we leave ends the room for us. */
  neverReturn(): void {
    this.#neverReturns = true
    if (this.#isSeekingBack) this.#end((listener) => listener.lost('not_sought'))
  }

  /** Passes on the inputs that came before anybody attended. */
  hearMissedInputs(): void {
    for (const hear of this.#unheardInputs.splice(0)) hear()
  }

  /** False: not sent, since earlier packets are still on their way or the connection is lost. */
  publish(topic: Topic, payload: Uint8Array, options: { reliable: boolean; to?: string }): boolean {
    const to = options.to === undefined ? undefined : [options.to]
    const isSent =
      this.#connection?.publish(topic, payload, { reliable: options.reliable, ...(to && { to }) }) ?? false
    if (isSent) {
      this.published++
      this.publishedBytes += payload.length
    }
    return isSent
  }

  /** What participants are to get at one moment. False: nothing of it was sent, for the same reasons. */
  publishEach(topic: Topic, packets: readonly LossyPacket[]): boolean {
    const isSent = this.#connection?.publishEach(topic, packets) ?? false
    if (!isSent) return false
    this.published += packets.length
    for (const { payload } of packets) this.publishedBytes += payload.length
    return true
  }

  /** Leaves the room; with `delete` everybody else leaves it too. */
  async close(options: { delete: boolean }): Promise<void> {
    this.#isClosed = true
    clearInterval(this.#pulse)
    await this.#drop()
    if (!options.delete) return
    await this.#api.deleteRoom(this.name).catch((error: unknown) => {
      this.#log.warn(
        { err: error, room: this.name },
        'room not deleted: LiveKit closes it when it has been empty for long',
      )
    })
  }

  silence(identity: string): void {
    this.#sanction(identity, 'silenced', () => this.#api.allowData(this.name, identity, false))
  }

  unsilence(identity: string): void {
    this.#sanction(identity, 'allowed to speak again', () => this.#api.allowData(this.name, identity, true))
  }

  remove(identity: string): void {
    this.#sanction(identity, 'removed', () => this.#api.remove(this.name, identity))
  }

  /** Puts other authorities out: what is left of the former owner of the match, who has nothing more to say in it. */
  removeFormer(): void {
    const remove = async () => {
      await sleep(formerMs)
      const there = await this.#api.participants(this.name)
      // Who has lost the match meanwhile would put out its successor.
      if (this.#isClosed) return
      for (const { identity } of there)
        if (identity !== this.#api.identity && isAuthorityIdentity(identity)) this.remove(identity)
    }
    remove().catch((error: unknown) => {
      this.#log.warn({ room: this.name, err: error }, 'former authorities not removed')
    })
  }

  async #join(): Promise<void> {
    await this.#api.createRoom(this.name, this.#gameId, this.#participantsMax)
    const token = await this.#api.authorityToken(this.name)
    let connection: RoomConnection | undefined
    /** A connection that was given up may still tell of this and that. */
    const ifCurrent = (tell: () => void) => {
      if (connection !== undefined && connection === this.#connection) tell()
    }
    connection = await connectRoom(
      this.#api.url,
      token,
      {
        packet: (sender, topic, payload) => {
          this.received++
          ifCurrent(() => this.#heard(sender, topic, payload))
        },
        joined: (participant) => ifCurrent(() => this.#listener?.joined(participant)),
        left: (participant) => ifCurrent(() => this.#departed(participant)),
        unannounced: () => ifCurrent(() => void this.#announcements.announceUnknown()),
        reconnecting: () => ifCurrent(() => this.#restoring()),
        reconnected: () => ifCurrent(() => this.#restored()),
        closed: (reason) => ifCurrent(() => this.#lostConnection(reason)),
      },
      { timeoutMs: connectMsMax },
    )
    if (this.#isClosed) return connection.close()
    this.#connection = connection
    this.#connectedMs = performance.now()
    this.#openWayOut(connection)
    this.#isRestoring = false
    this.#census.forget()
    // Players who were here first would else take us for a stranger for up to three seconds, and miss what they are told.
    await Promise.race([this.#announcements.announce([this.#api.identity]), sleep(announcementMsMax)])
    this.#tellPresence()
  }

  /**
   * LiveKit's client negotiates the connection by which data leaves when some is to be sent: for a standby that would be when it has to
   * tell everybody that the match goes on. A packet to ourselves goes nowhere.
   */
  #openWayOut(connection: RoomConnection): void {
    for (const reliable of [true, false])
      connection.publish(topics.state, new Uint8Array(1), { reliable, to: [this.#api.identity] })
  }

  #heard(sender: RoomParticipant, topic: string, payload: Uint8Array): void {
    if (this.#listener) this.#listener.packet(sender, topic, payload)
    else if (topic === topics.input) {
      if (this.#unheardInputs.length === unheardInputsMax) this.#unheardInputs.shift()
      this.#unheardInputs.push(() => this.#listener?.packet(sender, topic, payload))
    }
  }

  #tellPresence(): void {
    const listener = this.#listener
    if (!listener || !this.#connection) return
    const { participants } = this.#connection
    for (const participant of participants.values()) listener.joined(participant)
    for (const identity of listener.present()) if (!participants.has(identity)) listener.left(identity)
  }

  /** LiveKit may tell late that a connection has ended, of somebody who is there again by another one. */
  #departed(participant: RoomParticipant): void {
    this.#departing.push(participant)
    if (this.#departing.length === 1) setImmediate(() => void this.#verifyDepartures())
  }

  async #verifyDepartures(): Promise<void> {
    const departing = this.#departing
    this.#departing = []
    const there = await this.#api.participants(this.name).catch(() => [])
    const sids = new Map(there.map(({ identity, sid }) => [identity, sid]))
    for (const { identity, sid } of departing) {
      const isBack = sids.has(identity) && sids.get(identity) !== sid
      if (!isBack) this.#listener?.left(identity)
      else if (!this.#connection?.participants.has(identity)) void this.#announcements.announce([identity])
    }
  }

  async #beat(): Promise<void> {
    const isSilent = this.received === this.#receivedAtPulse
    this.#receivedAtPulse = this.received
    if (!this.#listener || !this.#connection || this.#isSeekingBack) return
    const isAnybodyThere = !this.#listener.present()[Symbol.iterator]().next().done
    if (isSilent && isAnybodyThere) await this.#seekWayBack('silent')
    if (++this.#pulses % pulsesPerCensus === 0) await this.#compare()
  }

  async #compare(): Promise<void> {
    try {
      const listed = await this.#api.participants(this.name)
      if (!this.#listener || !this.#connection || this.#isSeekingBack) return
      const others = listed.filter(({ identity }) => identity !== this.#api.identity)
      const { participants } = this.#connection
      const { gone, untold } = this.#census.compare(others, this.#listener.present(), participants)
      for (const identity of gone) this.#listener.left(identity)
      void this.#announcements.announce(untold)
    } catch (error) {
      this.#log.warn({ room: this.name, err: error }, 'participants not compared')
    }
  }

  #restoring(): void {
    this.#isRestoring = true
    void this.#seekWayBack('connection_broken')
  }

  #restored(): void {
    this.#isRestoring = false
    this.#tellPresence()
  }

  #lostConnection(reason: string): void {
    this.#connection = undefined
    if (this.#isClosed) return
    const isOwnDuplicate = performance.now() - this.#connectedMs < ownDuplicateMsMax
    if (reason === 'duplicate_identity' && !isOwnDuplicate) this.#end((listener) => listener.replaced())
    else if (this.#endsBy.some((end) => end === reason)) this.#end((listener) => listener.lost(reason))
    else void this.#seekWayBack(reason)
  }

  /**
   * Back into contact, whatever is the matter. LiveKit's client restores some connections by itself, but neither knows that the
   * room is to be made again nor looks as often as a match wants it; and of a server that hangs it hears after twenty seconds.
   */
  async #seekWayBack(reason: string): Promise<void> {
    if (this.#isSeekingBack) return
    if (this.#neverReturns) return this.#end((listener) => listener.lost(reason))
    this.#isSeekingBack = true
    if (reason === 'participant_removed') await this.#bePutOut()
    const sinceMs = performance.now()
    for (let attempt = 0; !this.#isClosed; attempt++) {
      if (await this.#isBack(reason, sinceMs)) break
      if (performance.now() - sinceMs > wayBackMsMax) return this.#end((listener) => listener.lost(reason))
      await sleep(Math.min(retryMsMin * 2 ** Math.min(attempt, 10), retryMsMax))
    }
    this.#isSeekingBack = false
    if (this.#isClosed || !this.#isInterrupted) return
    this.#isInterrupted = false
    this.#log.info({ room: this.name, awayMs: Math.round(performance.now() - sinceMs) }, 'back in the room')
    this.#listener?.resumed()
  }

  #bePutOut(): Promise<void> {
    this.#interrupt('participant_removed')
    return sleep(afterRemovalMs)
  }

  async #isBack(reason: string, sinceMs: number): Promise<boolean> {
    try {
      if (this.#connection && (await this.#isListed())) {
        if (!this.#isRestoring) return true
        if (performance.now() - sinceMs < restoringMsMax) return false
      }
      this.#interrupt(reason)
      await this.#drop()
      await this.#join()
      return true
    } catch (error) {
      this.#interrupt(reason, error)
      return false
    }
  }

  async #isListed(): Promise<boolean> {
    const listed = await this.#api.participants(this.name)
    return listed.some(({ identity }) => identity === this.#api.identity)
  }

  #interrupt(reason: string, error?: unknown): void {
    if (this.#isInterrupted || this.#isClosed) return
    this.#isInterrupted = true
    this.#log.warn({ room: this.name, reason, err: error }, 'the room is out of reach')
    this.#listener?.interrupted(reason)
  }

  async #drop(): Promise<void> {
    const connection = this.#connection
    this.#connection = undefined
    if (connection) await Promise.race([connection.close(), sleep(farewellMsMax)])
  }

  #end(tell: (listener: MatchRoomListener) => void): void {
    this.#unheardEnd = tell
    this.#hasEnded()
    if (this.#listener && !this.#isClosed) tell(this.#listener)
  }

  #sanction(identity: string, what: string, carryOut: () => Promise<void>): void {
    carryOut().then(
      () => this.#log.info({ room: this.name, identity }, `participant ${what}`),
      (error: unknown) =>
        this.#log.warn({ room: this.name, identity, err: error }, `participant not ${what}`),
    )
  }
}
