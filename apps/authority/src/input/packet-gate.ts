import type { MessageInitShape } from '@bufbuild/protobuf'
import type { Escalation } from '@gameserver/engine'
import type { RoomParticipant } from '@gameserver/livekit'
import type { ConductSchema, Standing } from '@gameserver/protocol/generated/gameserver/v1/journal_pb'
import { desyncPartsMax, playerPacketBytesMax, reliablePayloadBytesMax } from '@gameserver/protocol/limits'
import { topics } from '@gameserver/protocol/topics'
import type { Member, Roster } from '../session/roster.ts'
import { isLive } from '../session/session.ts'
import { decodePlayerPacket, type PlayerPacket, type RefusalReason } from '../transport/player-packet.ts'
import { Discipline, type Sanction } from './discipline.ts'
import { RateMeter } from './rate-meter.ts'

/**
 * What is allowed to who sends inputs `sendRate` times a second, and 5 % more often while its clock catches up: a tenth more, for a
 * little conversation, and room for that of a game that sends seldom. Twice what most clients send, which have 30 packets a
 * second.
 */
function packetsPerSecondMax(sendRate: number): number {
  return Math.max(66, Math.ceil(1.1 * sendRate))
}

/** Inputs are about 60 bytes a packet, and 150 where 128 of them a second wait for an answer of 100 ms: four times the usual. */
const packetBytesMean = 248

/**
 * Packets larger than what else players say are parts of desync reports, which are metered by themselves: a report of the most parts
 * at once, then a part each second.
 */
const reportRate = { perSecond: reliablePayloadBytesMax, burst: desyncPartsMax * reliablePayloadBytesMax }

/** What comes at once after a standstill of the sender or its line. */
const burstSeconds = 2

/** Senders metered: more than a room holds, yet bounded when identities come and go. */
const metersMax = 256

/** A report of a desync holds a whole state, or a large part of one. */
function bytesMaxOf(topic: string): number {
  return topic === topics.events ? reliablePayloadBytesMax : playerPacketBytesMax
}

interface Meters {
  readonly packets: RateMeter
  readonly bytes: RateMeter
  readonly reports: RateMeter
}

export interface Admitted {
  member: Member
  packet: PlayerPacket
}

/** Lets players' packets in, one by one, and counts, sanctions and drops all others. */
export class PacketGate {
  readonly refusals = new Map<RefusalReason, number>()
  readonly #epoch: number
  readonly #inputsSinceEpoch: number
  readonly #roster: Roster
  readonly #sanction: (identity: string, sanction: Sanction) => void
  readonly #discipline: Discipline
  readonly #packetsPerSecond: number
  readonly #meters = new Map<string, Meters>()

  constructor(options: {
    epoch: number
    /** What players decided on under an owner from here on goes for its successors; this epoch's alone, unless told. */
    inputsSinceEpoch?: number
    roster: Roster
    /** The game's. */
    sendRate: number
    escalation: Escalation | undefined
    sanction: (identity: string, sanction: Sanction) => void
  }) {
    this.#epoch = options.epoch
    this.#inputsSinceEpoch = options.inputsSinceEpoch ?? options.epoch
    this.#roster = options.roster
    this.#sanction = options.sanction
    this.#packetsPerSecond = packetsPerSecondMax(options.sendRate)
    this.#discipline = new Discipline(options.escalation)
  }

  admit(sender: RoomParticipant, topic: string, payload: Uint8Array, nowMs: number): Admitted | undefined {
    const admitted = this.#examine(sender, topic, payload, nowMs)
    if (typeof admitted !== 'string') return admitted
    this.refuse(sender.identity, admitted, nowMs)
    return undefined
  }

  /** Counts a refusal that was decided further inside. */
  refuse(identity: string, reason: RefusalReason, nowMs: number): void {
    this.note(reason)
    const sanction = this.#discipline.refused(identity, reason, nowMs)
    if (sanction) this.#sanction(identity, sanction)
  }

  /** Gives those a second chance whose silence is over. */
  review(nowMs: number): void {
    for (const identity of this.#discipline.endSilences(nowMs)) this.#sanction(identity, 'unsilence')
  }

  /** Counts what is held against nobody. */
  note(reason: RefusalReason): void {
    this.refusals.set(reason, (this.refusals.get(reason) ?? 0) + 1)
  }

  /** How often, and why, a participant was refused in this match. */
  refusalsOf(identity: string): ReadonlyMap<RefusalReason, number> {
    return this.#discipline.refusalsOf(identity)
  }

  isSilenced(identity: string): boolean {
    return this.#discipline.isSilenced(identity)
  }

  isRemoved(identity: string): boolean {
    return this.#discipline.isRemoved(identity)
  }

  /** What is held against whom, for who takes the match over. */
  conducts(nowMs: number): MessageInitShape<typeof ConductSchema>[] {
    return this.#discipline.standing(nowMs)
  }

  restore(standing: Pick<Standing, 'conducts'>, nowMs: number): void {
    this.#discipline.restore(standing, nowMs)
  }

  #examine(
    { identity, isAgent }: RoomParticipant,
    topic: string,
    payload: Uint8Array,
    nowMs: number,
  ): Admitted | RefusalReason {
    if (payload.length > bytesMaxOf(topic)) return 'oversized'
    const member = isAgent ? undefined : this.#roster.byPlayer(identity)
    if (!member) return 'not_a_player'
    if (!isLive(member.session)) return 'seat_given_up'
    if (!this.#isWithinRate(identity, payload.length, nowMs)) return 'over_rate'
    const packet = decodePlayerPacket(topic, payload)
    if (typeof packet === 'string') return packet
    return this.#isCurrent(packet) ? { member, packet } : 'stale_epoch'
  }

  /** A Hello, inputs, and what may be repeated without harm, may come from before the sender knew of this epoch. */
  #isCurrent({ topic, body }: PlayerPacket): boolean {
    if (body.epoch === this.#epoch) return true
    if (topic === 'input') return body.epoch >= this.#inputsSinceEpoch && body.epoch < this.#epoch
    return topic === 'events' && body.body.case !== 'command'
  }

  #isWithinRate(identity: string, bytes: number, nowMs: number): boolean {
    const meter = this.#meters.get(identity) ?? this.#newMeter(identity)
    const isFewEnough = meter.packets.take(1, nowMs)
    const bytesMeter = bytes > playerPacketBytesMax ? meter.reports : meter.bytes
    return bytesMeter.take(bytes, nowMs) && isFewEnough
  }

  #newMeter(identity: string) {
    if (this.#meters.size >= metersMax) this.#meters.clear()
    const meter = {
      packets: meterOf(this.#packetsPerSecond),
      bytes: meterOf(this.#packetsPerSecond * packetBytesMean),
      reports: new RateMeter(reportRate),
    }
    this.#meters.set(identity, meter)
    return meter
  }
}

function meterOf(perSecond: number): RateMeter {
  return new RateMeter({ perSecond, burst: burstSeconds * perSecond })
}
