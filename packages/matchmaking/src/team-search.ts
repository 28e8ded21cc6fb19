import { Candidates } from './candidates.ts'
import { Choice } from './choice.ts'
import type { Lane } from './lane.ts'
import { type Found, type Missing, type Search, shortOf } from './match-search.ts'
import type { Pool } from './pool.ts'
import type { Teams } from './queue-rules.ts'
import { absentFrom, missingParty, missingRole } from './shortage.ts'
import { TeamSplit } from './team-split.ts'
import type { Ticket } from './ticket.ts'
import { widened } from './widening.ts'

/** Of each kind as many as could be needed, and a few to choose from when some do not fit. */
const spares = 3
/**
 * Where tickets of a kind differ by more than rating (roles of parties, the game's own rule): nearest ones beyond
 * these are not looked at.
 */
const unlikeSpares = 10
/**
 * Tickets tried for one ticket in one region, and ways to split them: ten times what is met in crowded queues. In a queue
 * where much fits badly (roles are scarce, few are even), a pass has so many steps in all, some 0.15 s; the longest waiting
 * have them first. When they are used up, there are enough left to each ticket for what goes smoothly.
 */
const stepsMax = 600
const splitsMax = 24
const passStepsMax = 200_000
const smoothSteps = 40
/** A split is as much work as so many tickets tried. */
const stepsPerSplit = 20

/** A match whose ratings lie this near is good enough; in crowded queues nearly all are. */
const closePoints = 60

/** Stuck: for want of seats or roles alone, so that a ticket of the same kind would fare no better. */
type Outcome = Found['teams'] | 'stuck' | 'refused'

/**
 * Looks for a match of fixed teams around one ticket: depth first over its candidates, nearest first, so that the
 * first find is the nearest one that fits. Where a ticket leads nowhere for want of seats or roles, others of its
 * kind would too, and are passed over: so the search is short, and yet complete but for the bounds above.
 */
export class TeamSearch<T extends Ticket> implements Search {
  readonly #pool: Pool<T>
  readonly #shape: Teams
  readonly #candidates: Candidates<T>
  readonly #split: TeamSplit<T>
  readonly #choice: Choice<T>
  /** Players among the candidates from one on. */
  readonly #playersFrom: number[] = []
  #waitedMs = 0
  /** Only parties up to this size now, and in each team one of at least `#likePlayers`. */
  #partyMax = 0
  #likePlayers = 0
  #spread = 0
  #passSteps = 0
  #steps = 0
  #stepsMax = stepsMax
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
    this.#choice = new Choice(pool, shape)
  }

  get isSpent(): boolean {
    return this.#passSteps >= passStepsMax
  }

  around(anchor: number, region: number): Found | Missing {
    this.#waitedMs = this.#pool.waitedMs(anchor)
    this.#begin()
    this.#missing = { code: 'fit' }
    const own = this.#pool.players[anchor] as number
    if (own > this.#shape.size) return this.#missing
    const absent = absentFrom(this.#pool, this.#shape, region)
    if (absent !== undefined) return absent
    this.#candidates.gather(anchor, region)
    const short = this.#shape.count * this.#shape.size - own - this.#countPlayers()
    if (short > 0) return shortOf(short)
    const role = missingRole(this.#pool, this.#shape, [anchor, ...this.#candidates.ids])
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
      if (typeof teams !== 'string') return this.#closer(anchor, { teams, spread: this.#spread })
    }
    if (this.#missing.code !== 'fit') return this.#missing
    return (
      missingParty(this.#pool, this.#shape, [anchor, ...this.#candidates.ids], own - unlike) ?? this.#missing
    )
  }

  /** Those nearest to one ticket need not be nearest to each other: looks again from a bit below and above it. */
  #closer(anchor: number, found: Found): Found {
    if (found.spread <= closePoints || this.#pool.rules.custom?.distance !== undefined) return found
    let closest = found
    for (const shift of [-0.25, 0.25]) {
      this.#candidates.recentre((this.#pool.points[anchor] as number) + shift * found.spread)
      this.#countPlayers()
      this.#begin()
      const teams = this.#from(anchor)
      if (typeof teams !== 'string' && this.#spread < closest.spread)
        closest = { teams, spread: this.#spread }
    }
    return closest
  }

  #begin(): void {
    this.#passSteps += this.#steps
    this.#stepsMax = Math.max(smoothSteps, Math.min(stepsMax, passStepsMax - this.#passSteps))
    this.#steps = this.#splits = 0
  }

  #from(anchor: number): Outcome {
    if (!this.#take(anchor)) return 'stuck'
    const isLike = this.#likePlayers > 1 && (this.#pool.players[anchor] as number) >= this.#likePlayers
    const outcome = this.#grow(0, this.#likePlayers > 1 ? this.#shape.count - (isLike ? 1 : 0) : 0)
    this.#choice.leave()
    return outcome
  }

  /**
   * Chooses among the candidates from one on: first `likes` parties that are like each other, then whoever is
   * nearest.
   */
  #grow(from: number, likes: number): Outcome {
    const { seats } = this.#choice
    if (seats === 0) return this.#finish()
    const { ids } = this.#candidates
    const { likeness, players } = this.#pool
    let outcome: Outcome = 'stuck'
    let dead: number[] | undefined
    for (let at = from; at < ids.length; at += 1) {
      if (likes === 0 && seats > (this.#playersFrom[at] as number)) break
      const id = ids[at] as number
      const size = players[id] as number
      if (size > seats || size > this.#partyMax || (likes > 0 && size < this.#likePlayers)) continue
      if (this.#choice.has(id) || dead?.includes(likeness[id] as number)) continue
      this.#steps += 1
      if (this.#steps > this.#stepsMax) return 'refused'
      if (!this.#take(id)) {
        if (this.#missing.code === 'rule') outcome = 'refused'
        continue
      }
      const found = this.#grow(likes === 1 ? 0 : at + 1, Math.max(0, likes - 1))
      this.#choice.leave()
      if (typeof found !== 'string') return found
      if (this.#splits >= splitsMax) return 'refused'
      if (found === 'refused') outcome = 'refused'
      else {
        dead ??= []
        dead.push(likeness[id] as number)
      }
    }
    return outcome
  }

  #take(id: number): boolean {
    this.#choice.refusal = undefined
    const fits = this.#choice.tryTake(id)
    this.#missing = this.#choice.refusal ?? this.#missing
    return fits
  }

  #finish(): Outcome {
    this.#splits += 1
    this.#steps += stepsPerSplit
    const teams = this.#split.split(this.#choice.ids, this.#waitedMs)
    if (typeof teams === 'string') {
      this.#missing = { code: teams }
      return 'refused'
    }
    if (!this.#choice.pleases(true)) {
      this.#missing = this.#choice.refusal ?? this.#missing
      return 'refused'
    }
    this.#spread = this.#choice.spread
    return teams
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
}
