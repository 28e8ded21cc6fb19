import type { OpenMatch } from './open-match.ts'
import { ownVerdict } from './own-verdict.ts'
import { pointsOf } from './points.ts'
import type { Pool } from './pool.ts'
import { assignRoles, RoleSlots } from './role-slots.ts'
import type { Ticket } from './ticket.ts'

/** A ticket that comes into a running match. */
export interface Backfill<T extends Ticket> {
  readonly matchId: string
  /** Number of the team, as in the match's `teams`. */
  readonly team: number
  readonly ticket: T
  readonly players: readonly SeatedPlayer[]
}

export interface SeatedPlayer {
  readonly playerId: string
  /** What he is to play; only in queues with roles. */
  readonly role?: string
}

/**
 * Fills open seats of running matches: the oldest ticket chooses first, of those within its tolerance and latency
 * limit the match nearest by rating, and in it the team with the most open seats, of equal ones the weaker.
 */
export function fillOpenMatches<T extends Ticket>(
  pool: Pool<T>,
  openMatches: readonly OpenMatch[],
): Backfill<T>[] {
  if (!pool.rules.backfill) return []
  const open = openMatches
    .filter(({ openUntilMs }) => openUntilMs > pool.nowMs)
    .map((match) => new Filling(pool, match))
    .sort((a, b) => a.points - b.points || (a.match.id < b.match.id ? -1 : 1))
  let seats = open.reduce((sum, filling) => sum + filling.seats, 0)
  for (let id = 0; id < pool.tickets.length && seats > 0; id += 1) {
    const { joinsRunning = true } = pool.ticket(id)
    if (!joinsRunning || !choose(pool, open, id)) continue
    pool.remove(id)
    seats -= pool.players[id] as number
  }
  return open.flatMap((filling) => filling.backfills())
}

function choose<T extends Ticket>(pool: Pool<T>, open: readonly Filling<T>[], id: number): boolean {
  const rating = pool.points[id] as number
  const tolerance = pool.tolerance[id] as number
  const near: { filling: Filling<T>; distance: number }[] = []
  for (let at = firstFrom(open, rating - tolerance); at < open.length; at += 1) {
    const filling = open[at] as Filling<T>
    if (filling.points > rating + tolerance) break
    if (filling.seats > 0) near.push({ filling, distance: Math.abs(filling.points - rating) })
  }
  near.sort((a, b) => a.distance - b.distance)
  return near.some(({ filling }) => filling.tryJoin(id))
}

function firstFrom(open: readonly { points: number }[], points: number): number {
  let [from, to] = [0, open.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((open[middle]?.points ?? 0) < points) from = middle + 1
    else to = middle
  }
  return from
}

class Filling<T extends Ticket> {
  readonly match: OpenMatch
  readonly points: number
  seats: number
  readonly #pool: Pool<T>
  /** Undefined: anywhere; -1: where nobody of this queue plays. */
  readonly #region: number | undefined
  readonly #teams: { seats: number; muSum: number; readonly slots?: RoleSlots; readonly joined: number[] }[]

  constructor(pool: Pool<T>, match: OpenMatch) {
    this.#pool = pool
    this.match = match
    this.points = pool.rules.rating === undefined ? 0 : pointsOf(match.meanMu)
    this.seats = match.teams.reduce((sum, { seats }) => sum + seats, 0)
    this.#region =
      match.region === undefined || !pool.rules.latency ? undefined : pool.regions.indexOf(match.region)
    this.#teams = match.teams.map(({ seats, muSum }, team) => {
      const slots = pool.roleNames.length > 0 ? { slots: new RoleSlots(this.#openRoles(team)) } : {}
      return { seats, muSum, ...slots, joined: [] }
    })
  }

  tryJoin(id: number): boolean {
    const { players, low, high, roles, rules } = this.#pool
    const size = players[id] as number
    if (this.#region !== undefined && (this.#region < 0 || !this.#pool.canPlayIn(id, this.#region)))
      return false
    if (this.#hasLeft(id)) return false
    const newcomers = [...this.#joined(), id]
    const together = newcomers.reduce((sum, other) => sum + (players[other] as number), this.match.players)
    if (rules.shape.kind === 'freeForAll') {
      // The queue's least size is for matches to be made: this one goes on with fewer.
      const wishedMin = (low[id] as number) > rules.shape.playersMin ? (low[id] as number) : 0
      if (together < wishedMin || newcomers.some((other) => together > (high[other] as number))) return false
    }
    if (ownVerdict(this.#pool, newcomers, size === this.seats, this.match) !== true) return false
    const byNeed = [...this.#teams].sort((a, b) => b.seats - a.seats || a.muSum - b.muSum)
    const team = byNeed.find(
      ({ seats, slots }) => seats >= size && (!slots || slots.tryAdd(roles[id] as readonly number[])),
    )
    if (team === undefined) return false
    team.joined.push(id)
    team.seats -= size
    team.muSum += this.#pool.ticket(id).members.reduce((sum, { mu }) => sum + mu, 0)
    this.seats -= size
    return true
  }

  backfills(): Backfill<T>[] {
    return this.#teams.flatMap(({ joined }, team) => {
      const players = seated(this.#pool, joined, this.#openRoles(team))
      return joined.map((id) => {
        const ticket = this.#pool.ticket(id)
        return { matchId: this.match.id, team, ticket, players: players.splice(0, ticket.members.length) }
      })
    })
  }

  #hasLeft(id: number): boolean {
    const { leaverIds = [] } = this.match
    return (
      leaverIds.length > 0 &&
      this.#pool.ticket(id).members.some(({ playerId }) => leaverIds.includes(playerId))
    )
  }

  #joined(): number[] {
    return this.#teams.flatMap(({ joined }) => joined)
  }

  #openRoles(team: number): number[] {
    return this.#pool.roleNames.map((name) => this.match.teams[team]?.roles?.[name] ?? 0)
  }
}

/**
 * Members of tickets, in their order, with a role for each, of so many slots; the tickets were chosen so that this is
 * possible.
 */
export function seated<T extends Ticket>(
  pool: Pool<T>,
  ids: readonly number[],
  slots: readonly number[],
): SeatedPlayer[] {
  const players: SeatedPlayer[] = []
  for (const id of ids) for (const { playerId } of pool.ticket(id).members) players.push({ playerId })
  if (slots.length === 0) return players
  const played = ids.flatMap((id) => pool.roles[id] as readonly number[])
  const roles = assignRoles(played, slots) as readonly number[]
  return players.map(({ playerId }, at) => ({
    playerId,
    role: pool.roleNames[roles[at] as number] as string,
  }))
}
