import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openPlacementObituary, type PlacementObituary } from './placement-obituary.ts'
import { openPlacementQueue, type PlacementQueue } from './placement-queue.ts'
import { TestAuthority } from './test-authority.ts'
import { emptied, ownRedis } from './test-redis.ts'

describe('handover', () => {
  const url = ownRedis(14)
  let queue: PlacementQueue
  let obituary: PlacementObituary
  let owner: TestAuthority
  let successor: TestAuthority
  let third: TestAuthority
  let matchId: string

  beforeEach(async () => {
    await emptied(url)
    queue = openPlacementQueue(url.href)
    obituary = openPlacementObituary(url.href)
    matchId = randomUUID()
    await queue.add({ matchId, game: 'arena' })
    owner = await TestAuthority.register(url.href, { leaseMs: 60_000 })
    expect([...owner.owned]).toEqual([matchId])
    owner.load = { ...owner.load, isDraining: true }
    successor = await TestAuthority.register(url.href, { leaseMs: 60_000 })
    third = await TestAuthority.register(url.href, { leaseMs: 60_000, isDraining: true })
  })
  afterEach(async () => {
    for (const authority of [owner, successor, third]) authority.close()
    await queue.close()
    obituary.close()
  })

  const comes = () => {
    third.load = { ...third.load, isDraining: false }
    return third.take()
  }

  it('goes to who has said to be ready, and to nobody else', async () => {
    expect(await owner.placement.offer(matchId)).toBe(true)
    expect(await owner.take()).toEqual([])
    expect(await successor.take()).toMatchObject([{ matchId, how: 'handover', from: owner.id }])
    expect(await comes()).toEqual([])
    expect(await owner.placement.yield(matchId)).toBeUndefined()
    expect(await owner.beat()).toMatchObject({ ready: [], lost: [] })
    const woken = owner.woken
    expect(await successor.placement.ready(matchId)).toBe('waiting')
    await expect.poll(() => owner.woken).toBeGreaterThan(woken)
    expect(await owner.beat()).toMatchObject({ ready: [matchId], lost: [] })
    expect(await owner.placement.yield(matchId)).toBe(successor.id)
    // Its answer was lost.
    expect(await owner.placement.yield(matchId)).toBe(successor.id)
    expect(await successor.beat()).toMatchObject({ gained: [{ matchId, isYielded: true }] })
    expect(await owner.beat()).toMatchObject({ lost: [matchId] })
    expect(await third.take()).toEqual([])
    expect(await successor.beat()).toMatchObject({ taken: [], lost: [], gained: [] })
  })

  it('waits until the host of who is ready has begun with the one before', async () => {
    await owner.placement.offer(matchId)
    await successor.take()
    await successor.placement.ready(matchId)
    const beganMs = performance.now()
    expect(await owner.placement.turn(matchId)).toBe(true)
    await expect.poll(() => owner.placement.turn(matchId), { interval: 10 }).toBe(true)
    expect(performance.now() - beganMs).toBeGreaterThan(100)
  })

  it('is not anybody’s to offer or yield but the owner’s', async () => {
    expect(await successor.placement.offer(matchId)).toBe(false)
    expect(await successor.placement.ready(matchId)).toBe('lost')
    await owner.placement.offer(matchId)
    await successor.take()
    await successor.placement.ready(matchId)
    expect(await third.placement.yield(matchId)).toBeUndefined()
  })

  it('its owner dies: who prepares has it at once', async () => {
    await owner.placement.offer(matchId)
    await successor.take()
    await obituary.died(owner.id)
    expect(await comes()).toEqual([])
    expect(await successor.placement.ready(matchId)).toBe('gained')
    expect(await successor.beat()).toMatchObject({ gained: [{ matchId, isYielded: false }] })
  })

  it('its owner dies before anybody prepares: it is taken over', async () => {
    await owner.placement.offer(matchId)
    await obituary.died(owner.id)
    expect(await successor.take()).toMatchObject([{ matchId, how: 'takeover', deaths: 1 }])
  })

  it('its successor dies: it is offered anew, and still its owner’s', async () => {
    await owner.placement.offer(matchId)
    await successor.take()
    await successor.placement.ready(matchId)
    await obituary.died(successor.id)
    expect(await owner.beat()).toMatchObject({ ready: [], lost: [] })
    expect(await owner.placement.yield(matchId)).toBeUndefined()
    expect(await comes()).toMatchObject([{ matchId, how: 'handover' }])
    await third.placement.ready(matchId)
    expect(await owner.placement.yield(matchId)).toBe(third.id)
  })

  it('both die: it is taken over', async () => {
    await owner.placement.offer(matchId)
    await successor.take()
    await obituary.died(successor.id)
    await obituary.died(owner.id)
    expect(await comes()).toMatchObject([{ matchId, how: 'takeover', from: owner.id }])
  })

  it('its successor is slow: after five seconds it is offered to others', async () => {
    await owner.placement.offer(matchId)
    await successor.take()
    const takenMs = performance.now()
    await expect.poll(comes).toMatchObject([{ matchId, how: 'handover' }])
    expect(performance.now() - takenMs).toBeGreaterThan(4_900)
    expect(await successor.beat()).toMatchObject({ lost: [matchId] })
    expect(await successor.placement.ready(matchId)).toBe('lost')
  })

  it('its successor can not open it: it is offered to others', async () => {
    await owner.placement.offer(matchId)
    await successor.take()
    successor.prepared.delete(matchId)
    await successor.placement.release(matchId, false)
    expect(await comes()).toMatchObject([{ matchId, how: 'handover' }])
  })

  it('its owner lets go of it: who prepares has it at once', async () => {
    await owner.placement.offer(matchId)
    await successor.take()
    owner.owned.delete(matchId)
    await owner.placement.release(matchId, true)
    expect(await successor.beat()).toMatchObject({ gained: [{ matchId, isYielded: false }] })
    expect(await owner.beat()).toMatchObject({ taken: [], lost: [] })
  })

  it('ends before it is handed over: the successor loses it', async () => {
    await owner.placement.offer(matchId)
    await successor.take()
    owner.end(matchId)
    await owner.beat()
    expect(await successor.beat()).toMatchObject({ lost: [matchId] })
    expect(await successor.placement.ready(matchId)).toBe('lost')
  })
})
