import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPlacementQueue, type PlacementQueue } from './placement-queue.ts'
import { TestAuthority } from './test-authority.ts'
import { answered, emptied, ownRedis } from './test-redis.ts'

const authoritiesCount = 10
/** Before the deploy, and so many while each authority is replaced. */
const matchesCount = { before: 200, meanwhile: 4 }
const beatMs = 10

/** Draws the same for the same seed. */
function drawing(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** Who plays what, as Postgres would know it: whoever claims a match raises its epoch. */
class Claims {
  readonly epochs = new Map<string, number>()
  readonly owners = new Map<string, string>()
  readonly faults: string[] = []

  claim(matchId: string, authorityId: string): void {
    const other = this.owners.get(matchId)
    if (other !== undefined) this.faults.push(`${matchId}: ${authorityId} claims it, and ${other} plays it`)
    this.owners.set(matchId, authorityId)
    this.epochs.set(matchId, (this.epochs.get(matchId) ?? 0) + 1)
  }

  stop(matchId: string): void {
    this.owners.delete(matchId)
  }

  goOn(matchId: string, authorityId: string): void {
    this.owners.set(matchId, authorityId)
  }
}

/** Beats until it has handed all over, as a process does that plays matches. */
class Deployed {
  readonly gone: Promise<void>
  readonly #authority: TestAuthority
  readonly #claims: Claims
  readonly #draw: () => number
  readonly #played = new Set<string>()
  readonly #offered = new Set<string>()
  #isDraining = false
  #isStopped = false

  private constructor(authority: TestAuthority, claims: Claims, draw: () => number) {
    this.#authority = authority
    this.#claims = claims
    this.#draw = draw
    this.gone = this.#live()
  }

  static async start(redisUrl: string, claims: Claims, draw: () => number): Promise<Deployed> {
    const terms = { leaseMs: 60_000, capacity: 60, isDraining: true }
    const authority = await answered(() => TestAuthority.register(redisUrl, terms))
    authority.load = { ...authority.load, isDraining: false }
    return new Deployed(authority, claims, draw)
  }

  get id(): string {
    return this.#authority.id
  }

  drain(): void {
    this.#isDraining = true
  }

  /** With all that it has. */
  stop(): Promise<void> {
    this.#isStopped = true
    return this.gone
  }

  async #live(): Promise<void> {
    const one = this.#authority
    while (!this.#isStopped) {
      one.load = { ...one.load, isDraining: this.#isDraining }
      await this.#beat()
      if (one.load.isDraining) {
        for (const matchId of this.#played) if (!this.#offered.has(matchId)) await this.#offer(matchId)
        if (one.owned.size + one.prepared.size === 0) break
      }
      await sleep(beatMs)
    }
    await answered(() => one.placement.leave())
    one.close()
  }

  async #beat(): Promise<void> {
    const one = this.#authority
    // An answer that is lost has given it something all the same: of that it hears by the next.
    const isHeard = this.#draw() > 0.1
    const answer = await answered(() => one.beat({ isHeard }))
    if (answer === 'unknown') throw new Error('nobody who is alive is unknown')
    if (!isHeard) return
    for (const { matchId, how } of answer.taken) {
      if (how === 'takeover') this.#fault(`${matchId} is taken over`)
      if (one.load.isDraining && how !== 'new') this.#fault(`${matchId} bounces back`)
    }
    for (const matchId of answer.lost)
      if (this.#played.has(matchId)) this.#fault(`${matchId} is lost to another`)
    for (const matchId of one.owned) this.#play(matchId)
    for (const matchId of answer.ready) if (this.#played.has(matchId)) await this.#yield(matchId)
    for (const matchId of one.prepared)
      if (this.#draw() < 0.5) await answered(() => one.placement.ready(matchId))
  }

  #play(matchId: string): void {
    if (this.#played.has(matchId)) return
    this.#played.add(matchId)
    this.#claims.claim(matchId, this.id)
  }

  async #offer(matchId: string): Promise<void> {
    this.#offered.add(matchId)
    const isOurs = await answered(() => this.#authority.placement.offer(matchId))
    if (!isOurs) this.#fault(`${matchId} can't be offered`)
  }

  async #yield(matchId: string): Promise<void> {
    const one = this.#authority
    this.#claims.stop(matchId)
    if ((await answered(() => one.placement.yield(matchId))) === undefined) {
      this.#claims.goOn(matchId, this.id)
      return
    }
    this.#played.delete(matchId)
    one.owned.delete(matchId)
  }

  #fault(what: string): void {
    this.#claims.faults.push(`${this.id}: ${what}`)
  }
}

describe('ten authorities that are replaced one after the other', () => {
  const url = ownRedis(5)
  let queue: PlacementQueue

  beforeAll(async () => {
    await emptied(url)
    queue = openPlacementQueue(url.href)
  })
  afterAll(() => queue.close())

  async function place(count: number): Promise<void> {
    for (let left = count; left > 0; left--) {
      const matchId = randomUUID()
      await answered(() => queue.add({ matchId, game: 'arena' }))
    }
  }

  it('lose no match, and have each once at any time', async () => {
    const draw = drawing(11)
    const claims = new Claims()
    const start = () => Deployed.start(url.href, claims, draw)
    const former: Deployed[] = []
    for (let count = 0; count < authoritiesCount; count++) former.push(await start())
    await place(matchesCount.before)
    await expect.poll(() => claims.owners.size).toBe(matchesCount.before)

    const next: Deployed[] = []
    for (const one of former) {
      next.push(await start())
      await place(matchesCount.meanwhile)
      const had = [...claims.owners].filter(([, id]) => id === one.id).map(([matchId]) => matchId)
      const epochs = had.map((matchId) => claims.epochs.get(matchId) as number)
      one.drain()
      await one.gone
      await expect.poll(() => had.every((matchId) => claims.owners.has(matchId))).toBe(true)
      // Each by one owner more, however often it was offered.
      expect(had.map((matchId) => claims.epochs.get(matchId))).toEqual(epochs.map((epoch) => epoch + 1))
    }

    const all = matchesCount.before + authoritiesCount * matchesCount.meanwhile
    await expect.poll(() => claims.owners.size).toBe(all)
    expect(claims.faults).toEqual([])
    expect(claims.epochs.size).toBe(all)
    const ids = next.map(({ id }) => id).sort()
    expect([...new Set(claims.owners.values())].sort()).toEqual(ids)
    const { waiting, authorities } = await answered(() => queue.overview())
    expect(waiting).toEqual([])
    const having = authorities.filter(({ matches }) => matches > 0)
    expect(having.map(({ id }) => id).sort()).toEqual(ids)
    expect(having.reduce((sum, { matches }) => sum + matches, 0)).toBe(all)
    await Promise.all(next.map((one) => one.stop()))
  })
})
