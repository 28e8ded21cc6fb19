import { beforeEach, describe, expect, it } from 'vitest'
import type { TestAuthority } from './test-authority.ts'
import { testPlacement } from './test-placement.ts'

describe('a match that is written down by the schemas of its game', () => {
  const { redis, queue, obituary, authority, place } = testPlacement(4)
  const former = { games: { arena: 'former' } }
  const changed = { games: { arena: 'changed' } }
  let owner: TestAuthority
  let matchId: string

  beforeEach(async () => {
    matchId = await place()
    owner = await authority(former)
    expect([...owner.owned]).toEqual([matchId])
  })

  const drain = (one: TestAuthority) => {
    one.load = { ...one.load, isDraining: true }
    return one.beat()
  }
  const why = async () => (await queue.explain(matchId))?.why
  /** As if the match had waited for so long already. */
  const hasWaited = (ms: number) => redis.hincrby(`placement:match:${matchId}`, 'since', -ms)

  it('is taken over by who has the same, however much less to do others have', async () => {
    const other = await authority(changed)
    const same = await authority({ ...former, cpuShare: 0.8 })
    await obituary.died(owner.id)
    expect(await why()).toBe('soon')
    await hasWaited(60_000)
    expect(await other.take()).toEqual([])
    expect(await same.take()).toMatchObject([{ matchId, how: 'takeover' }])
  })

  it('waits ten seconds for them, and ends with whoever has the game', async () => {
    const other = await authority(changed)
    const leaving = await authority({ ...former, isDraining: true })
    await obituary.died(owner.id)
    expect(await why()).toBe('draining')
    await obituary.died(leaving.id)
    expect(await why()).toBe('no_schema')
    expect((await queue.overview()).waiting).toMatchObject([{ how: 'takeover', why: 'no_schema', count: 1 }])
    await hasWaited(5_000)
    expect(await other.take()).toEqual([])
    await hasWaited(5_000)
    expect(await why()).toBe('soon')
    expect(await other.take()).toMatchObject([{ matchId, how: 'takeover' }])
  })

  it('waits on for who has them, and has no room for it', async () => {
    const full = await authority({ ...former, capacity: 1 })
    const running = await place()
    await drain(owner)
    await full.take()
    expect([...full.owned]).toEqual([running])
    const other = await authority(changed)
    await obituary.died(owner.id)
    await hasWaited(20_000)
    expect(await other.take()).toEqual([])
    expect(await why()).toBe('no_capacity')
    full.end(running)
    await full.beat()
    expect([...full.owned]).toEqual([matchId])
  })

  it('stays what it was when who can not read it has let it go', async () => {
    const other = await authority(changed)
    await obituary.died(owner.id)
    await hasWaited(10_000)
    await other.take()
    other.owned.delete(matchId)
    await other.placement.release(matchId, false)
    expect(await why()).toBe('retried')
    const same = await authority(former)
    expect([...same.owned]).toEqual([matchId])
  })

  it('is handed over to who has the same, and to nobody else however long it takes', async () => {
    const other = await authority(changed)
    await drain(owner)
    await owner.placement.offer(matchId)
    await redis.zincrby('placement:offers', -60_000, matchId)
    expect(await other.take()).toEqual([])
    const { waiting } = await queue.overview()
    expect(waiting).toMatchObject([{ how: 'handover', why: 'no_schema' }])
    const same = await authority(former)
    expect([...same.prepared]).toEqual([matchId])
    await same.placement.ready(matchId)
    expect(await owner.placement.yield(matchId)).toBe(same.id)
    await same.beat()
    // The successor's are known as well.
    await obituary.died(owner.id)
    await obituary.died(same.id)
    expect(await other.take()).toEqual([])
    expect(await why()).toBe('no_schema')
  })

  it('is anybody’s while it is new, also when the first who took it has let it go', async () => {
    owner.owned.delete(matchId)
    await owner.placement.release(matchId, false)
    const other = await authority(changed)
    expect([...other.owned]).toEqual([matchId])
    await obituary.died(other.id)
    expect(await owner.take()).toEqual([])
    expect(await why()).toBe('no_schema')
  })

  it('is not new when who has played it lets it go, and waits from then on', async () => {
    const other = await authority(changed)
    await hasWaited(60_000)
    await owner.placement.offer(matchId)
    owner.owned.delete(matchId)
    await owner.placement.release(matchId, true)
    expect(await other.take()).toEqual([])
    const same = await authority(former)
    expect([...same.owned]).toEqual([matchId])
  })

  it('is known by them again to a Redis that has forgotten all', async () => {
    await redis.flushdb()
    await owner.register()
    await owner.beat()
    const other = await authority(changed)
    await obituary.died(owner.id)
    expect(await other.take()).toEqual([])
    expect(await why()).toBe('no_schema')
  })

  it('is anybody’s when nobody has told what it is written down by', async () => {
    await redis.hdel(`placement:match:${matchId}`, 'schemas')
    const other = await authority(changed)
    await obituary.died(owner.id)
    expect(await other.take()).toMatchObject([{ matchId, how: 'takeover' }])
  })
})
