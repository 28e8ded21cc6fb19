import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeEach } from 'vitest'
import { connectRedis } from '../redis.ts'
import type { AuthorityLoad, RegisteredAuthority } from './placed-match.ts'
import { openPlacementObituary } from './placement-obituary.ts'
import { openPlacementQueue } from './placement-queue.ts'
import { TestAuthority } from './test-authority.ts'
import { emptied, ownRedis } from './test-redis.ts'

type TestTerms = Partial<RegisteredAuthority & AuthorityLoad>

/** For the tests of a `describe`, in a database of Redis's own: empty before each of them, with authorities that are gone after it. */
export function testPlacement(database: number) {
  const url = ownRedis(database)
  const redis = connectRedis(url.href)
  const queue = openPlacementQueue(url.href)
  const obituary = openPlacementObituary(url.href)
  const authorities: TestAuthority[] = []

  beforeEach(() => emptied(url))
  afterEach(() => {
    for (const authority of authorities.splice(0)) authority.close()
  })
  afterAll(async () => {
    await queue.close()
    obituary.close()
    redis.disconnect()
  })
  return {
    ...{ redis, queue, obituary },
    /** It takes at once what waits. Its lease is long: a machine that stands still must not cost anybody his. */
    async authority(terms: TestTerms = {}): Promise<TestAuthority> {
      const authority = await TestAuthority.register(url.href, { leaseMs: 60_000, ...terms })
      authorities.push(authority)
      return authority
    },
    /** A new match; returns its id. */
    async place(game = 'arena', region: string | null = null): Promise<string> {
      const matchId = randomUUID()
      await queue.add({ matchId, game, region })
      return matchId
    },
  }
}
