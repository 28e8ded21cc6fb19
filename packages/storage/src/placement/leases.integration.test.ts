import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { TestAuthority } from './test-authority.ts'
import { testPlacement } from './test-placement.ts'

describe('leases', () => {
  const { redis, queue, obituary, authority, place } = testPlacement(13)
  /** For those that are to die of not beating. */
  const short = { leaseMs: 500 }
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

  /** Beats often enough that Redis does not seem to have been away. */
  async function beatUntilTaken(one: TestAuthority) {
    for (;;) {
      const taken = await one.take()
      if (taken.length > 0) return taken
      await pause(100)
    }
  }

  it('that run out leave the matches to others', async () => {
    const silent = await authority(short)
    const matchId = await place()
    expect(await silent.take()).toHaveLength(1)
    const other = await authority()
    expect(await beatUntilTaken(other)).toMatchObject([
      { matchId, how: 'takeover', from: silent.id, deaths: 1, strikes: 0 },
    ])
    expect(await silent.beat()).toBe('unknown')
    await silent.register()
    expect(await silent.beat()).toMatchObject({ lost: [matchId], taken: [] })
  })

  it('of a host that is looked after wait for the supervisor to say who is dead, and of what', async () => {
    const hung = await authority({ ...short, host: 'watched' })
    const matchId = await place()
    expect(await hung.take()).toHaveLength(1)
    const other = await authority()
    const untilMs = performance.now() + 2 * short.leaseMs
    while (performance.now() < untilMs) {
      await obituary.watched('watched', 60_000)
      expect(await other.take()).toEqual([])
      await pause(100)
    }
    await obituary.strike(matchId, 'arena')
    expect(await obituary.died(hung.id)).toBe(1)
    expect(await beatUntilTaken(other)).toMatchObject([{ matchId, how: 'takeover', deaths: 1, strikes: 1 }])
  })

  it('wait neither for a supervisor that is gone, nor for one that says nothing for long', async () => {
    for (const watchedMs of [1, 60_000]) {
      const silent = await authority({ ...short, host: 'watched' })
      const matchId = await place()
      expect(await silent.take()).toHaveLength(1)
      await obituary.watched('watched', watchedMs)
      const other = await authority()
      expect(await beatUntilTaken(other)).toMatchObject([{ matchId, how: 'takeover', from: silent.id }])
    }
  })

  it('are taken up again, if nobody has taken the matches meanwhile', async () => {
    const silent = await authority()
    const matchId = await place()
    await silent.take()
    expect(await obituary.died(silent.id)).toBe(1)
    expect(await queue.explain(matchId)).toMatchObject({ how: 'takeover', why: 'no_authority' })
    expect(await silent.beat()).toBe('unknown')
    await silent.register()
    expect(await silent.beat()).toMatchObject({ lost: [], taken: [] })
    expect(await queue.explain(matchId)).toBeUndefined()
  })

  it('a death that is told leaves the matches to others at once, a spare among them', async () => {
    const dead = await authority()
    const matchIds = [await place(), await place(), await place()].sort()
    await dead.take()
    const spare = await authority({ isSpare: true })
    expect(await obituary.died(dead.id)).toBe(3)
    expect(await obituary.died(dead.id)).toBe(0)
    expect((await spare.take()).map(({ matchId, how }) => `${how} ${matchId}`).sort()).toEqual(
      matchIds.map((matchId) => `takeover ${matchId}`),
    )
  })

  it('nobody is taken for dead when all could not be heard of', async () => {
    const owners = [await authority(short), await authority(short), await authority(short)]
    for (let count = 0; count < 6; count++) await place()
    for (const owner of owners) await owner.beat()
    await pause(250)
    for (const owner of owners) await owner.beat()
    const owned = owners.map((owner) => [...owner.owned])
    expect(owned.flat()).toHaveLength(6)
    await pause(1_500)
    for (const owner of owners) expect(await owner.beat()).toMatchObject({ taken: [], lost: [] })
    expect(owners.map((owner) => [...owner.owned])).toEqual(owned)
  })

  it('a Redis that has forgotten all hears it again from the owners', async () => {
    const owner = await authority()
    const matchId = await place()
    const waiting = await place()
    await owner.take()
    await redis.flushdb()
    expect(await owner.beat()).toBe('unknown')
    await owner.register()
    expect(await owner.beat()).toMatchObject({ taken: [], lost: [] })
    expect((await queue.overview()).authorities).toMatchObject([{ matches: 2 }])
    // The sweep does not know what is owned.
    for (const lost of [matchId, waiting]) await queue.add({ matchId: lost, game: 'arena' })
    expect(await (await authority()).take()).toEqual([])
  })

  it('of two who say so the one of the higher epoch has it, whoever comes first', async () => {
    for (const order of [
      [1, 2],
      [2, 1],
    ]) {
      const [stale, owner] = [await authority(), await authority()]
      const matchId = randomUUID()
      stale.owned.add(matchId)
      owner.owned.add(matchId)
      for (const epoch of order) await (epoch === 1 ? stale : owner).register(epoch)
      expect(await stale.beat()).toMatchObject({ lost: [matchId] })
      expect(await owner.beat()).toMatchObject({ lost: [] })
    }
  })

  it('who was late does not bring back a match that is over', async () => {
    const [late, owner] = [await authority(), await authority()]
    const matchId = await place()
    await pause(200)
    await late.take()
    await obituary.died(late.id)
    await owner.take()
    owner.end(matchId)
    await owner.beat()
    await late.register()
    expect(await late.beat()).toMatchObject({ lost: [matchId] })
  })

  it('a match whose owner Redis has forgotten is offered again by the sweep', async () => {
    const [gone, other] = [await authority(), await authority()]
    const matchId = await place()
    await pause(200)
    await gone.take()
    await redis.zrem('placement:authorities', gone.id)
    expect(await other.take()).toEqual([])
    await queue.add({ matchId, game: 'arena' })
    expect(await beatUntilTaken(other)).toMatchObject([{ matchId, how: 'takeover' }])
  })

  it('tells what it has forgotten, which is taken over when it is asked for again', async () => {
    const owner = await authority()
    const [owned, waiting, unknown] = [await place(), randomUUID(), randomUUID()]
    await owner.take()
    await queue.add({ matchId: waiting, game: 'arena', region: 'mars' })
    const all = [owned, waiting, unknown]
    expect(await queue.forgotten(all)).toEqual([unknown])
    await redis.flushdb()
    expect(await queue.forgotten(all)).toEqual(all)
    await owner.register()
    expect(await queue.forgotten(all)).toEqual([waiting, unknown])

    for (const matchId of all) await queue.add({ matchId, game: 'arena', isTakeover: true })
    expect(await queue.explain(waiting)).toMatchObject({ how: 'takeover' })
    expect(await queue.explain(owned)).toBeUndefined()
    const other = await authority()
    expect(other.owned).toEqual(new Set([waiting, unknown]))
    expect(await owner.beat()).toMatchObject({ lost: [] })
    expect(await queue.forgotten(all)).toEqual([])
  })

  it('counts whom a match has killed, and puts a game into quarantine whose matches do so', async () => {
    const one = await authority()
    const [first, second] = [await place(), await place()]
    await one.take()
    for (const strikes of [1, 2, 3, 4]) {
      expect(await obituary.strike(first, 'arena')).toEqual({ strikes, isQuarantined: false })
    }
    await obituary.died(one.id)
    const other = await authority()
    expect(other.owned).toEqual(new Set([first, second]))
    expect(await obituary.strike(second, 'arena')).toEqual({ strikes: 1, isQuarantined: true })
    await obituary.died(other.id)
    const last = await authority()
    const waiting = await place()
    expect(await last.take()).toEqual([])
    for (const matchId of [first, waiting])
      expect(await queue.explain(matchId)).toMatchObject({ why: 'quarantined' })
    await redis.del('placement:quarantine:arena')
    const strikesOf = new Map((await last.take()).map(({ matchId, strikes }) => [matchId, strikes]))
    expect(strikesOf).toEqual(
      new Map([
        [first, 4],
        [second, 1],
        [waiting, 0],
      ]),
    )
  })
})
