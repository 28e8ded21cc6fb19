import { Random } from '../src/game/random.ts'

/** One direction of a connection. */
export interface LinkConditions {
  readonly delayMs: number
  /** Added to the delay, from none to this much; packets overtake each other if it is above their spacing. */
  readonly jitterMs: number
  /** Share of packets lost in the long run. */
  readonly lossShare: number
  /** Mean number of packets lost in a row (Gilbert-Elliott). */
  readonly burstPackets: number
  readonly duplicateShare: number
  /** Share of packets that take another way, twice as long at least; none unless told. */
  readonly detourShare?: number
}

export const calm: LinkConditions = {
  delayMs: 2,
  jitterMs: 1,
  lossShare: 0,
  burstPackets: 1,
  duplicateShare: 0,
}
export const rough: LinkConditions = {
  delayMs: 40,
  jitterMs: 30,
  lossShare: 0.05,
  burstPackets: 2,
  duplicateShare: 0.03,
}

/** A packet that takes another way is late by twice to four times its delay, and by this much at least. */
const detourMsMin = 20

interface Flight<Packet> {
  arrivesMs: number
  readonly packet: Packet
  readonly isReliable: boolean
}

/** A lossy link between two parts of a simulated match; all chance comes from a seed. */
export class Link<Packet> {
  sent = 0
  lost = 0
  private readonly random = new Random()
  /** By time of arrival. */
  private readonly flying: Flight<Packet>[] = []
  private isLosing = false
  private isCutUntilMs = 0
  private reliableMs = 0

  constructor(
    private readonly conditions: LinkConditions,
    seed: number,
  ) {
    this.random.seed = seed
  }

  /** Packets that have not arrived yet. */
  get flyingCount(): number {
    return this.flying.length
  }

  send(packet: Packet, nowMs: number): void {
    this.sent++
    if (this.loses() || nowMs < this.isCutUntilMs) {
      this.lost++
      return
    }
    this.fly(packet, nowMs + this.travelMs(), false)
    if (this.random.float() < this.conditions.duplicateShare) this.fly(packet, nowMs + this.travelMs(), false)
  }

  /** Never lost and always in order, as on a reliable channel, but later: a lost packet is sent again after a round trip. */
  sendReliably(packet: Packet, nowMs: number): void {
    const { delayMs, jitterMs } = this.conditions
    let leavesMs = Math.max(nowMs, this.isCutUntilMs)
    while (this.loses()) leavesMs += 2 * delayMs + jitterMs
    this.reliableMs = Math.max(this.reliableMs, leavesMs + delayMs + this.travelMs())
    this.fly(packet, this.reliableMs, true)
  }

  /** Nothing passes before `untilMs`: what is sent reliably waits, all else is lost, on its way too. */
  cut(untilMs: number): void {
    this.isCutUntilMs = untilMs
    const waiting = this.flying.splice(0).filter(({ isReliable }) => isReliable)
    for (const { packet } of waiting) {
      this.reliableMs = Math.max(this.reliableMs, untilMs + this.travelMs())
      this.fly(packet, this.reliableMs, true)
    }
  }

  /** What has arrived by now, in the order of arrival. */
  receive(nowMs: number): readonly Packet[] {
    if (this.flying.length === 0 || (this.flying[0] as Flight<Packet>).arrivesMs > nowMs) return nothing
    let count = 1
    while (count < this.flying.length && (this.flying[count] as Flight<Packet>).arrivesMs <= nowMs) count++
    return this.flying.splice(0, count).map(({ packet }) => packet)
  }

  private fly(packet: Packet, arrivesMs: number, isReliable: boolean): void {
    let place = this.flying.length
    while (place > 0 && (this.flying[place - 1] as Flight<Packet>).arrivesMs > arrivesMs) place--
    this.flying.splice(place, 0, { arrivesMs, packet, isReliable })
  }

  private travelMs(): number {
    const { delayMs, jitterMs, detourShare = 0 } = this.conditions
    const travelMs = delayMs + this.random.float() * jitterMs
    if (detourShare === 0 || this.random.float() >= detourShare) return travelMs
    return travelMs + Math.max(detourMsMin, delayMs * (1 + 2 * this.random.float()))
  }

  private loses(): boolean {
    const { lossShare, burstPackets } = this.conditions
    const end = 1 / burstPackets
    const begin = (lossShare * end) / (1 - lossShare)
    this.isLosing = this.random.float() < (this.isLosing ? 1 - end : begin)
    return this.isLosing
  }
}

const nothing: readonly never[] = []
