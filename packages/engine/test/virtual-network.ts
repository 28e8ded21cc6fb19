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

/** A lossy link between two parts of a simulated match; all chance comes from a seed. */
export class Link<Packet> {
  sent = 0
  lost = 0
  private readonly random = new Random()
  private readonly flying: { readonly arrivesMs: number; readonly packet: Packet }[] = []
  private isLosing = false

  constructor(
    private readonly conditions: LinkConditions,
    seed: number,
  ) {
    this.random.seed = seed
  }

  send(packet: Packet, nowMs: number): void {
    this.sent++
    if (this.loses()) {
      this.lost++
      return
    }
    this.fly(packet, nowMs)
    if (this.random.float() < this.conditions.duplicateShare) this.fly(packet, nowMs)
  }

  /** Never lost, as on a reliable channel, but later. */
  sendReliably(packet: Packet, nowMs: number): void {
    this.fly(packet, nowMs + this.conditions.delayMs)
  }

  /** What has arrived by now, in the order of arrival. */
  receive(nowMs: number): Packet[] {
    const arrived = this.flying
      .filter(({ arrivesMs }) => arrivesMs <= nowMs)
      .sort((a, b) => a.arrivesMs - b.arrivesMs)
    for (const arrival of arrived) this.flying.splice(this.flying.indexOf(arrival), 1)
    return arrived.map(({ packet }) => packet)
  }

  private fly(packet: Packet, nowMs: number): void {
    const { delayMs, jitterMs } = this.conditions
    this.flying.push({ arrivesMs: nowMs + delayMs + this.random.float() * jitterMs, packet })
  }

  private loses(): boolean {
    const { lossShare, burstPackets } = this.conditions
    const end = 1 / burstPackets
    const begin = (lossShare * end) / (1 - lossShare)
    this.isLosing = this.random.float() < (this.isLosing ? 1 - end : begin)
    return this.isLosing
  }
}
