import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connectRedis, type Redis } from '../redis.ts'
import { openPlacementObituary, type PlacementObituary } from './placement-obituary.ts'
import { openPlacementQueue, type PlacementQueue } from './placement-queue.ts'
import { TestAuthority } from './test-authority.ts'
import { emptied, ownRedis } from './test-redis.ts'

describe('standing by', () => {
  const url = ownRedis(7)
  let redis: Redis
  let queue: PlacementQueue
  let obituary: PlacementObituary
  let owner: TestAuthority
  let matchId: string
  let living: TestAuthority[]

  const authority = async (terms: Parameters<typeof TestAuthority.register>[1] = {}) => {
    const one = await TestAuthority.register(url.href, { leaseMs: 60_000, standbysMax: 8, ...terms })
    living.push(one)
    return one
  }
  /** As though the matches had been looked after by nobody for long enough. */
  const due = async (...matchIds: string[]) => {
    await redis.del('placement:standing:host', 'placement:standing:here', 'placement:standing:there')
    for (const id of [matchId, ...matchIds]) await redis.zadd('placement:unguarded', 'XX', 0, id)
  }
  const standsBy = async (one: TestAuthority) => {
    await due()
    expect(await one.take()).toMatchObject([{ matchId, how: 'standby', from: owner.id }])
    expect(await one.placement.ready(matchId)).toBe('standing_by')
  }

  beforeEach(async () => {
    await emptied(url)
    redis = connectRedis(url.href)
    queue = openPlacementQueue(url.href)
    obituary = openPlacementObituary(url.href)
    living = []
    matchId = randomUUID()
    await queue.add({ matchId, game: 'arena' })
    owner = await authority({ host: 'here' })
    expect([...owner.owned]).toEqual([matchId])
  })
  afterEach(async () => {
    for (const one of living) one.close()
    await queue.close()
    obituary.close()
    redis.disconnect()
  })

  it('begins a while after the match, on another host where there is one, and one at a time', async () => {
    const near = await authority({ host: 'here' })
    expect(await near.take()).toEqual([])
    const far = await authority({ host: 'there', cpuShare: 0.5 })
    await due()
    expect(await near.take()).toEqual([])
    await standsBy(far)
    await due()
    for (const one of living) expect(await one.take()).toEqual([])
  })

  it('is left by a process of the same host to one of another, when there is one', async () => {
    const near = await authority({ host: 'here' })
    await standsBy(near)
    await due()
    expect(await near.beat()).toMatchObject({ taken: [], lost: [] })
    const far = await authority({ host: 'there' })
    await standsBy(far)
    expect(await near.beat()).toMatchObject({ lost: [matchId] })
    await due()
    expect(await far.beat()).toMatchObject({ taken: [], lost: [] })
    await obituary.died(owner.id)
    expect(await far.beat()).toMatchObject({ gained: [{ matchId }] })
  })

  it('is begun by one process of a host after the other', async () => {
    const second = randomUUID()
    await queue.add({ matchId: second, game: 'arena' })
    await owner.take()
    const [one, other] = [await authority(), await authority()]
    await due()
    await redis.zadd('placement:unguarded', 'XX', 0, second)
    expect([...(await one.take()), ...(await other.take())]).toHaveLength(1)
    await due()
    expect([...(await one.take()), ...(await other.take())]).toHaveLength(1)
    expect([...one.prepared, ...other.prepared].sort()).toEqual([matchId, second].sort())
  })

  it('gives the match to who does at once, and to nobody else', async () => {
    const standby = await authority({ host: 'there' })
    await standsBy(standby)
    const other = await authority()
    expect(await obituary.died(owner.id)).toBe(1)
    expect(await other.take()).toEqual([])
    expect(await standby.beat()).toMatchObject({ gained: [{ matchId, isYielded: false, strikes: 0 }] })
    await due()
    expect(await other.take()).toMatchObject([{ matchId, how: 'standby', from: standby.id }])
  })

  it('tells who gets it how often the match is to blame', async () => {
    const standby = await authority()
    await standsBy(standby)
    await obituary.strike(matchId, 'arena')
    await obituary.died(owner.id)
    expect(await standby.beat()).toMatchObject({ gained: [{ matchId, strikes: 1 }] })
  })

  it('gives nobody a game in quarantine, nor one that has other schemas by now', async () => {
    for (const spoil of [
      (standby: TestAuthority) => redis.hset(`placement:authority:${standby.id}`, 'game:arena', 'others'),
      () => redis.set('placement:quarantine:arena', '1'),
    ]) {
      const standby = await authority()
      await standsBy(standby)
      await spoil(standby)
      await obituary.died(owner.id)
      expect(await standby.beat()).toMatchObject({ taken: [], gained: [], lost: [matchId] })
      await redis.del('placement:quarantine:arena')
      standby.load = { ...standby.load, isDraining: true }
      owner = await authority()
      expect([...owner.owned]).toEqual([matchId])
    }
  })

  it('is for handing over, too: who stands by is asked first', async () => {
    const standby = await authority()
    await standsBy(standby)
    expect(await owner.placement.yield(matchId)).toBeUndefined()
    expect(await standby.beat()).toMatchObject({ wanted: [] })
    const other = await authority()
    expect(await owner.placement.offer(matchId)).toBe(true)
    expect(await other.take()).toEqual([])
    expect(await standby.beat()).toMatchObject({ wanted: [matchId] })
    expect(await standby.placement.ready(matchId)).toBe('waiting')
    expect(await standby.beat()).toMatchObject({ wanted: [] })
    expect(await owner.beat()).toMatchObject({ ready: [matchId] })
    expect(await owner.placement.yield(matchId)).toBe(standby.id)
    expect(await standby.beat()).toMatchObject({ gained: [{ matchId, isYielded: true }] })
  })

  it('is left to others by who drains, and is nobody’s by whom the match is over', async () => {
    const standby = await authority()
    await standsBy(standby)
    standby.load = { ...standby.load, isDraining: true }
    expect(await standby.beat()).toMatchObject({ lost: [matchId] })
    const next = await authority()
    await standsBy(next)
    owner.end(matchId)
    await owner.beat()
    expect(await next.beat()).toMatchObject({ lost: [matchId] })
    expect(await redis.keys('placement:*standbys')).toEqual([])
    expect(await redis.exists('placement:unguarded')).toBe(0)
  })

  /** However long the machine stands still. */
  const quietIsKept = async () => expect(await redis.pexpire('placement:quiet', 60_000)).toBe(1)
  /** What never runs out is as good as about to, and what is renewed runs out again. */
  const isRenewedBy = async (step: () => Promise<unknown>, sinceMs = Date.now()) => {
    await redis.set('placement:quiet', sinceMs)
    await step()
    return (await redis.pttl('placement:quiet')) !== -1
  }

  it('is begun by nobody while matches are handed over, and ends in the handover of its own', async () => {
    const standby = await authority()
    await standsBy(standby)
    const unguarded = randomUUID()
    await queue.add({ matchId: unguarded, game: 'arena' })
    const stays = await authority({ host: 'there' })
    expect([...stays.owned]).toEqual([unguarded])

    owner.load = { ...owner.load, isDraining: true }
    await owner.beat()
    await quietIsKept()
    await due(unguarded)
    expect(await standby.take()).toEqual([])
    expect(await owner.placement.offer(matchId)).toBe(true)
    expect(await standby.beat()).toMatchObject({ taken: [], wanted: [matchId], lost: [] })
    expect(await isRenewedBy(() => standby.placement.ready(matchId))).toBe(true)
    expect(await isRenewedBy(() => owner.placement.yield(matchId))).toBe(true)
    expect(await isRenewedBy(() => owner.beat())).toBe(false)
    expect(await isRenewedBy(() => authority({ isDraining: true }))).toBe(false)
    await due(unguarded)
    expect(await standby.take()).toMatchObject([{ matchId: unguarded, how: 'standby' }])
  })

  it('is put off by no row of handovers for long', async () => {
    const standby = await authority()
    const sinceMs = Date.now() - 60_000
    owner.load = { ...owner.load, isDraining: true }
    expect(await isRenewedBy(() => owner.beat(), sinceMs)).toBe(false)
    await standsBy(standby)
    await owner.placement.offer(matchId)
    expect(await isRenewedBy(() => standby.placement.ready(matchId), sinceMs)).toBe(false)
    expect(await isRenewedBy(() => owner.placement.yield(matchId), sinceMs)).toBe(false)
  })

  it('is not left, while another process of a host that stops has matches to hand over', async () => {
    const standby = await authority({ host: 'here', isDraining: true })
    const elsewhere = await authority({ isDraining: true })
    expect(await standby.placement.hostYields()).toBe(false)
    owner.load = { ...owner.load, isDraining: true }
    await owner.beat()
    await quietIsKept()
    expect(await standby.placement.hostYields()).toBe(true)
    expect(await elsewhere.placement.hostYields()).toBe(false)
    expect(await owner.placement.hostYields()).toBe(false)
    owner.end(matchId)
    await owner.beat()
    expect(await standby.placement.hostYields()).toBe(false)
  })

  it('is shared among those who have time, so that none of them has several matches to open at once', async () => {
    const matchIds = [randomUUID(), randomUUID()]
    for (const id of matchIds) await queue.add({ matchId: id, game: 'arena' })
    await owner.take()
    expect(owner.owned.size).toBe(3)
    const guards = await Promise.all(
      [0.02, 0.01, 0, 0.2].map((cpuShare) => authority({ host: 'there', cpuShare, capacity: 100 })),
    )
    const elsewhere = randomUUID()
    await queue.add({ matchId: elsewhere, game: 'arena' })
    const other = await authority({ host: 'here' })
    expect([...other.owned]).toEqual([elsewhere])
    for (let round = 0; round < 4; round++) {
      await due(...matchIds, elsewhere)
      for (const one of guards) await one.beat()
    }
    expect(guards.flatMap(({ prepared }) => [...prepared]).sort()).toEqual(
      [matchId, ...matchIds, elsewhere].sort(),
    )
    const ofOwner = guards.map(({ prepared }) => [...prepared].filter((id) => id !== elsewhere).length)
    expect(ofOwner).toEqual([1, 1, 1, 0])
  })

  it('is somebody else’s when who does dies, or is late to be ready', async () => {
    const standby = await authority()
    await standsBy(standby)
    await obituary.died(standby.id)
    const late = await authority()
    expect(await late.take()).toEqual([])
    await due()
    expect(await late.take()).toMatchObject([{ matchId, how: 'standby' }])
    await redis.zadd('placement:preparing', 'XX', 0, matchId)
    expect(await late.beat()).toMatchObject({ lost: [matchId] })
    await standsBy(await authority())
  })

  it('takes nobody’s place: who stands by for many takes new matches as before', async () => {
    const standby = await authority({ capacity: 1 })
    await standsBy(standby)
    owner.load = { ...owner.load, isDraining: true }
    await owner.beat()
    const next = randomUUID()
    await queue.add({ matchId: next, game: 'arena' })
    expect(await standby.take()).toMatchObject([{ matchId: next, how: 'new' }])
  })
})
