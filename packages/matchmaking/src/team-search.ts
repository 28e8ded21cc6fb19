import { Candidates } from './candidates.ts'
import type { Lane } from './lane.ts'
import { type Found, type Missing, type Search, shortOf } from './match-search.ts'
import { ownVerdict } from './own-verdict.ts'
import { Packing } from './packing.ts'
import type { Pool } from './pool.ts'
import type { Teams } from './queue-rules.ts'
import { RoleSlots } from './role-slots.ts'
import { TeamSplit } from './team-split.ts'
import type { Ticket } from './ticket.ts'
import { widened } from './widening.ts'

/** Of each kind as many as could be needed, and a few to choose from when some do not fit. */
const spares = 3
/** Where tickets of a kind differ by more than rating (roles of parties, the game's own rule): nearest ones beyond these are not looked at. */
const unlikeSpares = 24
/** Choices gone back on for one ticket in one region: a bound of some 0.2 ms, ten times what is met in crowded queues. */
const stepsMax = 600
const splitsMax = 24

type Outcome = Found['teams'] | 'stuck' | 'refused'

/**
 * Looks for a match of fixed teams around one ticket: depth first over its candidates, nearest first, so that the first find is the nearest one that fits. Where a
 * ticket leads nowhere for want of seats or roles, others of its kind would too, and are passed over: so the search is short, and yet complete but for the bounds above.
 */
export class TeamSearch<T extends Ticket> implements Search {
  readonly #pool: Pool<T>
  readonly #shape: Teams
  readonly #candidates: Candidates<T>
  readonly #split: TeamSplit<T>
  readonly #packing: Packing
  readonly #slots: RoleSlots | undefined
  readonly #chosen: number[] = []
  readonly #isChosen: Uint8Array
  readonly #parties: number[]
  readonly #playersFrom: number[] = []
  #waitedMs = 0
  #seats = 0
  /** Only parties up to this size now, and in each team one of at least `#likePlayers`. */
  #partyMax = 0
  #likePlayers = 0
  #steps = 0
  #splits = 0
  #missing: Missing = { code: 'fit' }

  constructor(pool: Pool<T>, shape: Teams) {
    this.#pool = pool
    this.#shape = shape
    const seats = shape.count * shape.size
    const isUnlike = ({ kind }: Lane) => pool.rules.custom !== undefined || (kind.players > 1 && shape.roles)
    this.#candidates = new Candidates(
      pool,
      (lane) => Math.ceil(seats / lane.kind.players) + (isUnlike(lane) ? unlikeSpares : spares),
    )
    this.#split = new TeamSplit(pool, shape)
    this.#packing = new Packing(shape.count, shape.size)
    const { roles } = shape
    this.#slots = roles && new RoleSlots(Object.values(roles).map((slots) => slots * shape.count))
    this.#isChosen = new Uint8Array(pool.tickets.length)
    this.#parties = new Array<number>(shape.size + 1).fill(0)
  }

  around(anchor: number, region: number): Found | Missing {
    this.#waitedMs = this.#pool.waitedMs(anchor)
    this.#steps = this.#splits = 0
    this.#missing = { code: 'fit' }
    const own = this.#pool.players[anchor] as number
    if (own > this.#shape.size) return this.#missing
    this.#candidates.gather(anchor, region)
    const short = this.#shape.count * this.#shape.size - own - this.#countPlayers()
    if (short > 0) return shortOf(short)
    const role = this.#slots && this.#missingRole(anchor)
    if (role !== undefined) return role
    const unlike = Math.floor(widened(this.#pool.rules.partyDifference, this.#waitedMs))
    for (
      let most = Math.min(this.#shape.size, Math.max(own, unlike + 1));
      most <= this.#shape.size;
      most += 1
    ) {
      this.#partyMax = most
      this.#likePlayers = Math.max(1, most - unlike)
      const teams = this.#from(anchor)
      if (typeof teams !== 'string') return { teams, distance: this.#farthest(teams) }
    }
    return this.#missing
  }

  #from(anchor: number): Outcome {
    this.#seats = this.#shape.count * this.#shape.size
    if (!this.#take(anchor)) return 'stuck'
    const isLike = this.#likePlayers > 1 && (this.#pool.players[anchor] as number) >= this.#likePlayers
    const outcome = this.#grow(0, this.#likePlayers > 1 ? this.#shape.count - (isLike ? 1 : 0) : 0)
    this.#leave()
    return outcome
  }

  /** Chooses among the candidates from one on: first `likes` parties that are like each other, then whoever is nearest. */
  #grow(from: number, likes: number): Outcome {
    if (this.#seats === 0) return this.#finish()
    const { ids } = this.#candidates
    const { players } = this.#pool
    let outcome: Outcome = 'stuck'
    const deadKinds: number[] = []
    for (let at = from; at < ids.length; at += 1) {
      if (likes === 0 && this.#seats > (this.#playersFrom[at] as number)) break
      const id = ids[at] as number
      const size = players[id] as number
      if (size > this.#seats || size > this.#partyMax || (likes > 0 && size < this.#likePlayers)) continue
      if (this.#isChosen[id] || deadKinds.includes(this.#kindOf(id))) continue
      this.#steps += 1
      if (this.#steps > stepsMax) return 'refused'
      if (!this.#take(id)) {
        if (this.#missing.code === 'rule') outcome = 'refused'
        continue
      }
      const found = this.#grow(likes === 1 ? 0 : at + 1, Math.max(0, likes - 1))
      this.#leave()
      if (typeof found !== 'string') return found
      if (found === 'refused') outcome = 'refused'
      else deadKinds.push(this.#kindOf(id))
      if (this.#splits >= splitsMax) return 'refused'
    }
    return outcome
  }

  #finish(): Outcome {
    this.#splits += 1
    const teams = this.#split.split(this.#chosen, this.#waitedMs)
    if (typeof teams !== 'string') {
      const verdict = ownVerdict(this.#pool, this.#chosen, true)
      if (verdict === true) return teams
      this.#missing = { code: 'rule', text: verdict }
    } else this.#missing = { code: teams }
    return 'refused'
  }

  #take(id: number): boolean {
    const players = this.#pool.players[id] as number
    if (players > 1) {
      this.#parties[players] = (this.#parties[players] as number) + 1
      if (!this.#packing.fits(this.#parties)) {
        this.#parties[players] = (this.#parties[players] as number) - 1
        return false
      }
    }
    if (this.#slots && !this.#slots.tryAdd(this.#pool.roles[id] as readonly number[])) {
      if (players > 1) this.#parties[players] = (this.#parties[players] as number) - 1
      return false
    }
    this.#chosen.push(id)
    this.#isChosen[id] = 1
    this.#seats -= players
    const verdict = ownVerdict(this.#pool, this.#chosen, false)
    if (verdict === true) return true
    this.#leave()
    this.#missing = { code: 'rule', text: verdict }
    return false
  }

  #leave(): void {
    const id = this.#chosen.pop() as number
    const players = this.#pool.players[id] as number
    this.#isChosen[id] = 0
    this.#seats += players
    if (players > 1) this.#parties[players] = (this.#parties[players] as number) - 1
    this.#slots?.remove(this.#pool.roles[id] as readonly number[])
  }

  /** Tickets of one kind can stand for each other, but for their rating. */
  #kindOf(id: number): number {
    const players = this.#pool.players[id] as number
    const roles = this.#pool.roles[id]
    if (roles === undefined) return players
    return players === 1 ? players + 256 * (roles[0] as number) : -1 - id
  }

  #countPlayers(): number {
    const { ids } = this.#candidates
    this.#playersFrom.length = ids.length
    let players = 0
    for (let at = ids.length - 1; at >= 0; at -= 1) {
      players += this.#pool.players[ids[at] as number] as number
      this.#playersFrom[at] = players
    }
    return players
  }

  /** A set of roles that too few in reach play, as the one among them that is scarcest. */
  #missingRole(anchor: number): Missing | undefined {
    const { roles } = this.#pool
    const slots = Object.entries(this.#shape.roles ?? {})
    const playing = slots.map((_, role) => {
      const bit = 1 << role
      const count = (id: number) => (roles[id] ?? []).reduce((sum, played) => sum + (played & bit ? 1 : 0), 0)
      return this.#candidates.ids.reduce((sum, id) => sum + count(id), count(anchor))
    })
    for (const [role, [name, count]] of slots.entries()) {
      const short = count * this.#shape.count - (playing[role] as number)
      if (short > 0) return { code: 'role', role: name, short }
    }
    return undefined
  }

  #farthest(teams: Found['teams']): number {
    const { ids, distances } = this.#candidates
    const chosen = new Set(teams.flat())
    return ids.reduce(
      (farthest, id, at) => (chosen.has(id) ? Math.max(farthest, distances[at] as number) : farthest),
      0,
    )
  }
}
