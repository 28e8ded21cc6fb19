import { setTimeout as sleep } from 'node:timers/promises'
import { watchApi } from '../api-watch.ts'
import type { Fault } from '../fault.ts'

const awayMs = 30_000

type Service = 'postgres' | 'valkey'

/** The service is gone, and comes back with what it had on its disk. */
function stopping(name: string, service: Service): Fault {
  return {
    name,
    summary: `kill -9 of ${service} for 30 s: matches go on, the API answers 503 within a second`,
    watchMs: 3_000,
    async inject({ stack, matchIds, note }) {
      note(`kill -9 of ${service}`)
      await stack[service].kill()
      const findings = await watchApi(stack.addresses.apiUrl, sleep(awayMs))
      await stack[service].startAgain()
      note(`${service} is back: ${JSON.stringify(findings)}`)
      return { matchIds, findings }
    },
  }
}

/** The service stands still: connections stay, and nobody answers. */
function hanging(name: string, service: Service): Fault {
  return {
    name,
    summary: `SIGSTOP of ${service} for 30 s: matches go on, the API answers 503 within a second`,
    watchMs: 3_000,
    async inject({ stack, matchIds, note }) {
      note(`SIGSTOP to ${service}`)
      stack[service].pause()
      try {
        const findings = await watchApi(stack.addresses.apiUrl, sleep(awayMs))
        note(`SIGCONT to ${service}: ${JSON.stringify(findings)}`)
        return { matchIds, findings }
      } finally {
        stack[service].resume()
      }
    },
  }
}

/** Redis forgets everything at once, as one without a disk does when it starts again. */
const wipeRedis: Fault = {
  name: 'wipe-redis',
  summary: 'FLUSHALL: no account, result or row of a leaderboard is lost, and matches go on',
  watchMs: 5_000,
  async inject({ stack, matchIds, note }) {
    const before = await countRows()
    note('FLUSHALL')
    await stack.redis.flushall()
    const findings = await watchApi(stack.addresses.apiUrl, sleep(2_000))
    const after = await countRows()
    return { matchIds, findings: { ...findings, rowsLost: Math.max(0, before - after) } }

    async function countRows(): Promise<number> {
      const [row] = await stack.sql<{ count: number }[]>`
        select ((select count(*) from players) + (select count(*) from scores)
          + (select count(*) from matches where ended_at is not null))::int as count`
      return row?.count ?? 0
    }
  },
}

export const serviceFaults: readonly Fault[] = [
  stopping('stop-postgres', 'postgres'),
  hanging('hang-postgres', 'postgres'),
  stopping('stop-redis', 'valkey'),
  hanging('hang-redis', 'valkey'),
  wipeRedis,
]
