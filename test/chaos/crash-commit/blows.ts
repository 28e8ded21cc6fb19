import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Sql } from '@gameserver/storage/postgres'
import type { Death } from './deadly-proxy.ts'
import { trying } from './trying.ts'

/**
 * - killed: the process, by SIGKILL.
 * - vanished: the same, and Postgres does not hear of it: a machine that has lost its power. Its locks stay until Postgres gives up.
 * - cut: the connection. The process lives, and does not know what has become of what it asked for.
 * - terminated: the process of Postgres that serves the connection, in order.
 * - crashed: that one by SIGKILL, whereupon Postgres throws all others out too and recovers.
 */
export type BlowName = 'killed' | 'vanished' | 'cut' | 'terminated' | 'crashed'

type Strike = Death['strike']

/** `sql` reaches Postgres past the proxy. */
export function blowOf(name: BlowName, { victim, sql }: { victim: ChildProcess; sql: Sql }): Strike {
  const blows: Record<BlowName, Strike> = {
    async killed() {
      await kill(victim)
      return 'closing'
    },
    async vanished() {
      await kill(victim)
      return 'silent'
    },
    async cut({ client, server }) {
      client.destroy()
      server.end()
      return 'closing'
    },
    async terminated({ backendPid }) {
      await trying(() => sql`select pg_terminate_backend(${backendPid ?? 0})`)
      return 'passing'
    },
    async crashed({ backendPid }) {
      process.kill(backendPid as number, 'SIGKILL')
      return 'passing'
    },
  }
  return blows[name]
}

async function kill(victim: ChildProcess): Promise<void> {
  const ended = once(victim, 'exit')
  victim.kill('SIGKILL')
  await ended
}
