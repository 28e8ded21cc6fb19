import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openPlacementQueue } from './placement-queue.ts'
import { testPlacement } from './test-placement.ts'

describe('placement', () => {
  const { queue, authority, place } = testPlacement(12)

  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
  const why = async (matchId: string) => (await queue.explain(matchId))?.why

  it('gives a match once, however often it is added', async () => {
    const one = await authority()
    const matchId = await place()
    await queue.add({ matchId, game: 'arena' })
    expect(await one.take()).toEqual([
      { matchId, game: 'arena', region: null, how: 'new', from: undefined, deaths: 0, strikes: 0 },
    ])
    await queue.add({ matchId, game: 'arena' })
    expect(await one.take()).toEqual([])
    expect(await queue.explain(matchId)).toBeUndefined()
  })

  it('wakes authorities at once', async () => {
    const one = await authority()
    const before = one.woken
    await expect
      .poll(async () => {
        await place()
        return one.woken
      })
      .toBeGreaterThan(before)
  })

  it('tells again what was taken by a beat whose answer was lost', async () => {
    const one = await authority()
    const matchId = await place()
    await one.beat({ isHeard: false })
    expect(await one.take()).toMatchObject([{ matchId, how: 'new' }])
    expect(await one.take()).toEqual([])
  })

  it('is withdrawn while it waits, and not any more', async () => {
    const one = await authority()
    const [waiting, taken] = [await place('arena', 'asia'), await place()]
    await one.take()
    expect(await queue.withdraw({ matchId: waiting })).toBe(true)
    expect(await queue.explain(waiting)).toBeUndefined()
    expect(await queue.withdraw({ matchId: taken })).toBe(false)
    expect(await queue.withdraw({ matchId: randomUUID() })).toBe(true)
  })

  it('gives it to the least loaded, and for a moment to nobody else', async () => {
    const busy = await authority({ cpuShare: 0.5, capacity: 500 })
    const idle = await authority({ cpuShare: 0.1, capacity: 500 })
    // Who stands still for that moment is not asked.
    await expect
      .poll(async () => {
        const matchId = await place()
        const answer = await busy.beat()
        return [answer, (await idle.take()).map((taken) => taken.matchId === matchId)]
      })
      .toMatchObject([{ taken: [], retryInMs: expect.any(Number) }, [true]])
    await place()
    await pause(200)
    expect(await busy.take()).toHaveLength(1)
  })

  it('spreads many over all, by what each has already', async () => {
    const all = [await authority(), await authority(), await authority({ capacity: 4 })]
    await expect
      .poll(async () => {
        for (const one of all) for (const matchId of one.owned) one.end(matchId)
        for (const one of all) await one.beat()
        for (let count = 0; count < 15; count++) await place()
        for (let round = 0; round < 4; round++) for (const one of all) await one.beat()
        return all.map(({ owned }) => owned.size)
      })
      .toEqual([6, 6, 3])
  })

  it('says why nobody takes it: from nobody there to just about to', async () => {
    const matchId = await place('arena', 'eu')
    expect(await why(matchId)).toBe('no_authority')
    await authority({ region: 'us' })
    expect(await why(matchId)).toBe('no_region')
    await authority({ region: 'eu', games: { chess: '1' } })
    expect(await why(matchId)).toBe('no_game')
    await authority({ region: 'eu', isDraining: true })
    expect(await why(matchId)).toBe('draining')
    const full = await authority({ region: 'eu', capacity: 1 })
    expect([...full.owned]).toEqual([matchId])
    const next = await place('arena', 'eu')
    expect(await why(next)).toBe('no_capacity')
    await authority({ region: 'eu', cpuShare: 0.9 })
    expect(await why(next)).toBe('overloaded')
    await queue.withdraw({ matchId: next })
    const idle = await authority({ region: 'eu' })
    const last = await place('arena', 'eu')
    expect(await why(last)).toBe('soon')
    expect(await idle.take()).toMatchObject([{ matchId: last }])
    expect(await why(last)).toBeUndefined()
  })

  it('counts who waits, by why, with the oldest', async () => {
    await authority({ games: { chess: '1' } })
    for (const region of ['eu', 'eu', 'us']) await place('arena', region)
    await place('arena')
    const { waiting, authorities: seen } = await queue.overview()
    const counted = waiting.map(({ why, region, count }) => [why, region, count])
    expect(counted).toHaveLength(3)
    expect(counted).toEqual(
      expect.arrayContaining([
        ['no_region', 'eu', 2],
        ['no_region', 'us', 1],
        ['no_game', null, 1],
      ]),
    )
    expect(seen).toMatchObject([{ host: 'host', region: null, matches: 0, capacity: 8, isSpare: false }])
  })

  it('takes nothing that its region, games and capacity do not allow', async () => {
    const one = await authority({ region: 'eu', capacity: 2 })
    await place('arena', 'us')
    await place('chess', 'eu')
    for (const region of ['eu', null, 'eu']) await place('arena', region)
    expect(await one.take()).toHaveLength(2)
    expect(one.owned.size).toBe(2)
    const [ended] = [...one.owned]
    one.end(ended as string)
    expect(await one.take()).toHaveLength(1)
  })

  it.each([
    ['draining', { isDraining: true }],
    ['overloaded', { cpuShare: 0.9 }],
    ['overloaded', { tickLagMs: 60 }],
  ])('%s takes none', async (reason, load) => {
    const one = await authority(load)
    const matchId = await place()
    await pause(200)
    expect(await one.take()).toEqual([])
    expect(await why(matchId)).toBe(reason)
  })

  it('a spare takes a new match only when nobody else can for a second', async () => {
    const spare = await authority({ isSpare: true })
    const usual = await authority({ cpuShare: 0.8 })
    await place()
    await pause(1_100)
    expect(await spare.take()).toEqual([])
    expect(await usual.take()).toHaveLength(1)
    usual.load = { ...usual.load, isDraining: true }
    await usual.beat()
    const placedMs = performance.now()
    await place()
    await expect.poll(() => spare.take()).toHaveLength(1)
    expect(performance.now() - placedMs).toBeGreaterThan(990)
  })

  it('what could not be played is others’, and after a while ours again', async () => {
    const [one, other] = [await authority(), await authority({ isDraining: true })]
    const matchId = await place()
    await one.take()
    one.owned.delete(matchId)
    const releasedMs = performance.now()
    await one.placement.release(matchId, false)
    expect(['retried', 'soon']).toContain(await why(matchId))
    other.load = { ...other.load, isDraining: false }
    expect(await other.take()).toMatchObject([{ matchId, how: 'new' }])
    other.owned.delete(matchId)
    await other.placement.release(matchId, false)
    await expect.poll(() => one.take()).toMatchObject([{ matchId }])
    expect(performance.now() - releasedMs).toBeGreaterThan(1_990)
  })

  it('gives up soon while Redis is away', async () => {
    const lost = openPlacementQueue('redis://127.0.0.1:1')
    const startedMs = performance.now()
    await expect(lost.add({ matchId: randomUUID(), game: 'arena' })).rejects.toThrow()
    expect(performance.now() - startedMs).toBeLessThan(10_000)
    await lost.close()
  })
})
