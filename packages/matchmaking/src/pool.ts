import { Lane, type LaneKind } from './lane.ts'
import { pointSteps, pointsOf } from './points.ts'
import type { QueueRules } from './queue-rules.ts'
import type { Ticket } from './ticket.ts'
import { widened } from './widening.ts'

/** A rating and a place in the queue packed into one number below 2^53 sort natively, ten times as fast as by a comparison of ours. */
const ticketsMax = 2 ** 21
const pointsBound = 2 ** 26

/**
 * The waiting tickets of one queue, and what of them a search looks at, in arrays by number. A ticket's number is its place in the queue: the lower, the
 * longer it waits; equal ages go by id, so that nothing depends on the order in which they came.
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
  readonly low: Uint8Array
  readonly high: Uint8Array
  readonly isWaiting: Uint8Array
  readonly roleNames: readonly string[]
  /** Of each ticket's members, as bits; empty without roles. */
  readonly roles: readonly (readonly number[])[]
  /** Undefined stands for anywhere, where latencies do not matter. */
  readonly regions: readonly (string | undefined)[]
  /** Round trip of the farthest member, by ticket and region; Infinity where it is above the ticket's limit. */
  readonly latency: Float64Array
  readonly lanes: readonly (readonly Lane[])[]
  readonly #laneOf: Int32Array
  readonly #placeOf: Int32Array

  constructor(rules: QueueRules<T>, tickets: readonly T[], nowMs: number) {
    if (tickets.length > ticketsMax) throw new RangeError(`a queue holds at most ${ticketsMax} tickets`)
    this.rules = rules
    this.nowMs = nowMs
    this.tickets = [...tickets].sort(byAge)
    const count = tickets.length
    this.points = new Float64Array(count)
    this.tolerance = new Float64Array(count)
    this.players = new Uint8Array(count)
    this.low = new Uint8Array(count)
    this.high = new Uint8Array(count)
    this.isWaiting = new Uint8Array(count).fill(1)
    this.roleNames = rules.shape.kind === 'teams' ? Object.keys(rules.shape.roles ?? {}) : []
    this.regions = rules.latency?.regions ?? [undefined]
    this.latency = new Float64Array(count * this.regions.length)
    this.roles = this.roleNames.length === 0 ? [] : this.tickets.map((ticket) => this.#rolesOf(ticket))
    for (let id = 0; id < count; id += 1) this.#measure(id)
    this.#laneOf = new Int32Array(this.latency.length)
    this.#placeOf = new Int32Array(this.latency.length)
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

  remove(id: number): void {
    this.isWaiting[id] = 0
    for (let region = 0; region < this.regions.length; region += 1) {
      if (!this.canPlayIn(id, region)) continue
      const at = id * this.regions.length + region
      this.lanes[region]?.[this.#laneOf[at] as number]?.remove(this.#placeOf[at] as number)
    }
  }

  #measure(id: number): void {
    const { members, playersMin = 1, playersMax = 255 } = this.ticket(id)
    const { shape, rating, uncertaintyShare } = this.rules
    let [mu, sigma] = [0, 0]
    for (const member of members) {
      mu += member.mu
      sigma += member.sigma
    }
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

  #rolesOf({ members }: T): number[] {
    const all = 2 ** this.roleNames.length - 1
    return members.map(({ roles }) => {
      if (roles === undefined || roles.length === 0) return all
      return this.roleNames.reduce((bits, name, at) => (roles.includes(name) ? bits | (1 << at) : bits), 0)
    })
  }

  #intoLanes(): Lane[][] {
    const order = this.#byRating()
    return this.regions.map((_, region) => {
      const kinds: LaneKind[] = []
      const lengths: number[] = []
      const laneOfKind = new Map<number, number>()
      for (const id of order) {
        if (!this.canPlayIn(id, region)) continue
        const key = this.#laneKey(id)
        let lane = laneOfKind.get(key)
        if (lane === undefined) {
          lane = kinds.push(this.#laneKind(id)) - 1
          laneOfKind.set(key, lane)
          lengths.push(0)
        }
        const at = id * this.regions.length + region
        this.#laneOf[at] = lane
        lengths[lane] = this.#placeOf[at] = (lengths[lane] as number) + 1
      }
      const ids = lengths.map((length) => new Int32Array(length))
      for (const id of order) {
        if (!this.canPlayIn(id, region)) continue
        const at = id * this.regions.length + region
        const lane = ids[this.#laneOf[at] as number] as Int32Array
        lane[(this.#placeOf[at] as number) - 1] = id
      }
      return kinds.map((kind, lane) => new Lane(kind, ids[lane] as Int32Array))
    })
  }

  #laneKind(id: number): LaneKind {
    const players = this.players[id] as number
    const roles = players === 1 ? (this.roles[id]?.[0] ?? 0) : 0
    return { players, low: this.low[id] as number, high: this.high[id] as number, roles }
  }

  /** A byte each. */
  #laneKey(id: number): number {
    const { players, low, high, roles } = this.#laneKind(id)
    return players + 256 * (low + 256 * (high + 256 * roles))
  }

  #byRating(): Int32Array {
    const packed = new Float64Array(this.points.length)
    for (let id = 0; id < packed.length; id += 1) {
      packed[id] = ((this.points[id] as number) + pointsBound) * pointSteps * ticketsMax + id
    }
    return Int32Array.from(packed.sort(), (value) => value % ticketsMax)
  }
}

/** Round trip of the ticket's farthest member: 0 if nobody measured anything, Infinity where one did but not this region. */
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
