import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPlacementObituary, type PlacementObituary } from './placement-obituary.ts'
import { openPlacementQueue, type PlacementQueue } from './placement-queue.ts'
import { TestAuthority } from './test-authority.ts'
import { answered, emptied, ownRedis } from './test-redis.ts'

const authoritiesCount = 10
const matchesCount = 200

/** Draws the same for the same seed. */
function drawing(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

describe('two hundred matches under ten authorities', () => {
  const url = ownRedis(15)
  let queue: PlacementQueue
  let obituary: PlacementObituary

  beforeAll(async () => {
    await emptied(url)
    queue = openPlacementQueue(url.href)
    obituary = openPlacementObituary(url.href)
  })
  afterAll(async () => {
    await queue.close()
    obituary.close()
  })

  it('have one owner at a time, whoever dies, hands over or does not hear', async () => {
    const draw = drawing(7)
    /** Who may take itself for the owner: noted before another can have it, and struck out before it is let go. */
    const owners = new Map<string, string>()
    const twice: string[] = []
    const played = new Set<string>()
    const registering = () =>
      answered(() => TestAuthority.register(url.href, { leaseMs: 60_000, capacity: 40, isDraining: true }))
    const living: TestAuthority[] = []
    for (let count = 0; count < authoritiesCount; count++) living.push(await registering())
    for (const one of living) one.load = { ...one.load, isDraining: false }

    const own = (one: TestAuthority, matchId: string) => {
      const other = owners.get(matchId)
      if (other !== undefined && other !== one.id) twice.push(`${matchId}: ${other}, ${one.id}`)
      owners.set(matchId, one.id)
      played.add(matchId)
    }
    const disown = (one: TestAuthority, matchId: string) => {
      if (owners.get(matchId) === one.id) owners.delete(matchId)
    }

    async function beat(one: TestAuthority): Promise<void> {
      // An answer that is lost has given it something all the same: of that nobody hears until the next.
      const isHeard = draw() > 0.1
      const answer = await answered(() => one.beat({ isHeard }))
      if (answer === 'unknown') throw new Error('nobody who is alive is unknown')
      for (const matchId of one.owned) own(one, matchId)
      for (const matchId of answer.ready) {
        if (!one.owned.has(matchId)) continue
        disown(one, matchId)
        one.owned.delete(matchId)
        if ((await answered(() => one.placement.yield(matchId))) === undefined) {
          // Still ours: nobody else was to have it in between.
          one.owned.add(matchId)
          own(one, matchId)
        }
      }
      for (const matchId of one.prepared) if (draw() < 0.5) await answered(() => one.placement.ready(matchId))
    }

    async function live(at: number): Promise<void> {
      for (let step = 0; step < 60; step++) {
        const one = living[at] as TestAuthority
        await beat(one)
        const [first, second] = [...one.owned]
        if (first !== undefined && draw() < 0.4) await answered(() => one.placement.offer(first))
        if (second !== undefined && draw() < 0.3) {
          disown(one, second)
          one.end(second)
        }
        if (draw() < 0.05) {
          for (const matchId of one.owned) disown(one, matchId)
          const dead = one.id
          one.close()
          const next = await registering()
          next.load = { ...next.load, isDraining: false }
          living[at] = next
          await answered(() => obituary.died(dead))
        }
      }
    }

    const adding = (async () => {
      for (let count = 0; count < matchesCount; count++) {
        const matchId = randomUUID()
        const add = () => answered(() => queue.add({ matchId, game: 'arena' }))
        await Promise.all([add(), add()])
      }
    })()
    await Promise.all([adding, ...living.map((_, at) => live(at))])
    for (let round = 0; round < 100 && played.size < matchesCount; round++) {
      for (const one of living) await beat(one)
      for (const one of living)
        for (const matchId of one.owned) {
          disown(one, matchId)
          one.end(matchId)
        }
    }
    for (const one of living) one.close()
    expect(twice).toEqual([])
    expect(played.size).toBe(matchesCount)
  })
})
