import type { Escalation } from '@gameserver/engine'
import type { RoomParticipant } from '@gameserver/livekit'
import { playerPacketBytesMax, reliablePayloadBytesMax } from '@gameserver/protocol/limits'
import { topics } from '@gameserver/protocol/topics'
import type { Member, Roster } from '../session/roster.ts'
import { isLive } from '../session/session.ts'
import { decodePlayerPacket, type PlayerPacket, type RefusalReason } from '../transport/player-packet.ts'
import { Discipline, type Sanction } from './discipline.ts'
import { RateMeter } from './rate-meter.ts'

/**
 * Twice what most clients send: 30 packets of inputs a second, and a little conversation. Games with rollback have 60, and 63
 * while a client's clock catches up.
 */
const packetRate = { perSecond: 66, burst: 132 }

/** Inputs are about 60 bytes a packet; a second of them at four times that, and any single packet that may be decoded. */
const byteRate = { perSecond: 16_384, burst: 32_768 }

/** Senders metered: more than a room holds, yet bounded when identities come and go. */
const metersMax = 256

/** A report of a desync holds a whole state. */
function bytesMaxOf(topic: string): number {
  return topic === topics.events ? reliablePayloadBytesMax : playerPacketBytesMax
}

export interface Admitted {
  member: Member
  packet: PlayerPacket
}

/** Lets players' packets in, one by one, and counts, sanctions and drops all others. */
export class PacketGate {
  readonly refusals = new Map<RefusalReason, number>()
  readonly #epoch: number
  readonly #roster: Roster
  readonly #sanction: (identity: string, sanction: Sanction) => void
  readonly #discipline: Discipline
  readonly #meters = new Map<string, { packets: RateMeter; bytes: RateMeter }>()

  constructor(options: {
    epoch: number
    roster: Roster
    escalation: Escalation | undefined
    sanction: (identity: string, sanction: Sanction) => void
  }) {
    this.#epoch = options.epoch
    this.#roster = options.roster
    this.#sanction = options.sanction
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

  isRemoved(identity: string): boolean {
    return this.#discipline.isRemoved(identity)
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

  /** A Hello, and what may be repeated without harm, may come from before the sender knew of this epoch. */
  #isCurrent({ topic, body }: PlayerPacket): boolean {
    return body.epoch === this.#epoch || (topic === 'events' && body.body.case !== 'command')
  }

  #isWithinRate(identity: string, bytes: number, nowMs: number): boolean {
    const meter = this.#meters.get(identity) ?? this.#newMeter(identity)
    const isFewEnough = meter.packets.take(1, nowMs)
    return meter.bytes.take(bytes, nowMs) && isFewEnough
  }

  #newMeter(identity: string) {
    if (this.#meters.size >= metersMax) this.#meters.clear()
    const meter = { packets: new RateMeter(packetRate), bytes: new RateMeter(byteRate) }
    this.#meters.set(identity, meter)
    return meter
  }
}
