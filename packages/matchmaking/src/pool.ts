import type { LaneKind } from './lane.ts'
import { pointSteps, pointsOf } from './points.ts'
import type { QueueRules } from './queue-rules.ts'
import { RegionLanes } from './region-lanes.ts'
import type { Ticket } from './ticket.ts'
import { likenessOf, playingOf, roleBits } from './ticket-roles.ts'
import { widened } from './widening.ts'

/**
 * A rating and a place in the queue packed into one number below 2^53 sort natively, ten times as fast as by a
 * comparison of ours.
 */
const ticketsMax = 2 ** 21
const pointsBound = 2 ** 26
const onlyRegion: readonly number[] = [0]

/**
 * The waiting tickets of one queue, and what of them a search looks at, in arrays by number. A ticket's number is its
 * place in the queue: the lower, the longer it waits; equal ages go by id, so that nothing depends on the order in
 * which they came.
 */
export class Pool<T extends Ticket> {
  readonly rules: QueueRules<T>
  readonly nowMs: number
  readonly tickets: readonly T[]
  /** Mean of the members. */
  readonly points: Float64Array
  /** Points within which others must lie for this ticket to make a match. */
  readonly tolerance: Float64Array
  readonly players: Uint8Array
  /** Sums over the members, of mu and of squared sigma. */
  readonly mu: Float64Array
  readonly variance: Float64Array
  readonly low: Uint8Array
  readonly high: Uint8Array
  readonly isWaiting: Uint8Array
  readonly roleNames: readonly string[]
  /** Of each ticket's members, as bits; empty without roles. */
  readonly roles: readonly (readonly number[])[]
  /** How many of a ticket's members are ready to play a role, by ticket and role. */
  readonly playing: Uint8Array
  /** Tickets of the same number are as many players, who play the same roles. */
  readonly likeness: Int32Array
  /** Undefined stands for anywhere, where latencies do not matter. */
  readonly regions: readonly (string | undefined)[]
  /** Round trip of the farthest member, by ticket and region; Infinity where it is above the ticket's limit. */
  readonly latency: Float64Array
  readonly lanes: readonly RegionLanes[]

  constructor(rules: QueueRules<T>, tickets: readonly T[], nowMs: number) {
    if (tickets.length > ticketsMax) throw new RangeError(`a queue holds at most ${ticketsMax} tickets`)
    this.rules = rules
    this.nowMs = nowMs
    this.tickets = [...tickets].sort(byAge)
    const count = tickets.length
    this.points = new Float64Array(count)
    this.tolerance = new Float64Array(count)
    this.players = new Uint8Array(count)
    this.mu = new Float64Array(count)
    this.variance = new Float64Array(count)
    this.low = new Uint8Array(count)
    this.high = new Uint8Array(count)
    this.isWaiting = new Uint8Array(count).fill(1)
    this.roleNames = rules.shape.kind === 'teams' ? Object.keys(rules.shape.roles ?? {}) : []
    this.regions = rules.latency?.regions ?? [undefined]
    this.latency = new Float64Array(count * this.regions.length)
    this.roles =
      this.roleNames.length === 0
        ? []
        : this.tickets.map(({ members }) => members.map((member) => roleBits(this.roleNames, member)))
    for (let id = 0; id < count; id += 1) this.#measure(id)
    this.playing = playingOf(this.roles, this.roleNames.length)
    this.likeness = likenessOf(this.roles, this.players)
    this.lanes = this.#intoLanes()
  }

  ticket(id: number): T {
    return this.tickets[id] as T
  }

  waitedMs(id: number): number {
    return this.nowMs - this.ticket(id).queuedAtMs
  }

  latencyOf(id: number, region: number): number {
    return this.latency[id * this.regions.length + region] as number
  }

  canPlayIn(id: number, region: number): boolean {
    return this.latencyOf(id, region) < Number.POSITIVE_INFINITY
  }

  /** Those that the ticket bears, the nearest first. */
  regionsOf(id: number): readonly number[] {
    if (this.regions.length === 1) return this.canPlayIn(id, 0) ? onlyRegion : []
    const regions: number[] = []
    for (let region = 0; region < this.regions.length; region += 1)
      if (this.canPlayIn(id, region)) regions.push(region)
    return regions.sort((a, b) => this.latencyOf(id, a) - this.latencyOf(id, b) || a - b)
  }

  remove(id: number): void {
    this.isWaiting[id] = 0
    for (const lanes of this.lanes) lanes.remove(id)
  }

  #measure(id: number): void {
    const { members, playersMin = 1, playersMax = 255 } = this.ticket(id)
    const { shape, rating, uncertaintyShare } = this.rules
    let [mu, sigma, variance] = [0, 0, 0]
    for (const member of members) {
      mu += member.mu
      sigma += member.sigma
      variance += member.sigma ** 2
    }
    this.mu[id] = mu
    this.variance[id] = variance
    this.points[id] = rating === undefined ? 0 : clamp(pointsOf(mu / members.length), pointsBound)
    this.players[id] = members.length
    const isFlexible = shape.kind === 'freeForAll'
    this.low[id] = isFlexible ? Math.max(playersMin, shape.playersMin) : 0
    this.high[id] = isFlexible ? Math.min(playersMax, shape.playersMax) : 0
    this.tolerance[id] =
      rating === undefined
        ? Number.POSITIVE_INFINITY
        : widened(rating, this.waitedMs(id)) + uncertaintyShare * pointsOf(sigma / members.length)
    for (let region = 0; region < this.regions.length; region += 1) {
      this.latency[id * this.regions.length + region] = this.#borneLatency(id, region)
    }
  }

  #borneLatency(id: number, region: number): number {
    const { latency } = this.rules
    if (latency === undefined) return 0
    const ms = farthestMs(this.ticket(id), this.regions[region] as string)
    return ms <= widened(latency.limitMs, this.waitedMs(id)) ? ms : Number.POSITIVE_INFINITY
  }

  #intoLanes(): RegionLanes[] {
    const kinds: LaneKind[] = []
    const numberOf = new Map<number, number>()
    const kindOf = new Int32Array(this.tickets.length)
    for (let id = 0; id < kindOf.length; id += 1) {
      const players = this.players[id] as number
      const roles = players === 1 ? (this.roles[id]?.[0] ?? 0) : 0
      const [low, high] = [this.low[id] as number, this.high[id] as number]
      const key = players + 256 * (low + 256 * (high + 256 * roles))
      const known = numberOf.get(key)
      kindOf[id] = known ?? kinds.push({ players, low, high, roles }) - 1
      if (known === undefined) numberOf.set(key, kindOf[id] as number)
    }
    const { players, playing } = this
    const of = { kindOf, kinds, players, playing, roleCount: this.roleNames.length }
    const order = this.#byRating()
    return this.regions.map((_, region) => new RegionLanes(of, order, (id) => this.canPlayIn(id, region)))
  }

  #byRating(): Int32Array {
    const packed = new Float64Array(this.points.length)
    for (let id = 0; id < packed.length; id += 1) {
      packed[id] = ((this.points[id] as number) + pointsBound) * pointSteps * ticketsMax + id
    }
    return Int32Array.from(packed.sort(), (value) => value % ticketsMax)
  }
}

/**
 * Round trip of the ticket's farthest member: 0 if nobody measured anything, Infinity where one did but not this
 * region.
 */
export function farthestMs({ members }: Ticket, region: string): number {
  let farthest = 0
  for (const { latencyMs } of members) {
    if (latencyMs === undefined) continue
    const ms = latencyMs[region] ?? (isEmpty(latencyMs) ? 0 : Number.POSITIVE_INFINITY)
    if (ms > farthest) farthest = ms
  }
  return farthest
}

function isEmpty(latencyMs: Readonly<Record<string, number>>): boolean {
  for (const _ in latencyMs) return false
  return true
}

function byAge(a: Ticket, b: Ticket): number {
  return a.queuedAtMs - b.queuedAtMs || (a.id < b.id ? -1 : 1)
}

function clamp(value: number, bound: number): number {
  return Math.max(-bound, Math.min(bound - 1, value))
}
