import { sweepServerMatches } from '@gameserver/storage/server-sweep'
import { type Loop, runEvery } from '../loop/run-every.ts'
import type { Services } from '../services.ts'

/** How long a match waits for a server that waits for it; while none does, nothing is asked. */
const claimIntervalMs = 100

const sweepIntervalMs = 1_000

/** Gives matches to the studios' servers that wait for them at this process. */
export function startServerClaims({ claims, log, isStopping }: Services): Loop {
  return runEvery({
    name: 'server claims',
    intervalMs: claimIntervalMs,
    log,
    pass: async () => {
      if (isStopping()) claims.close()
      return claims.pass()
    },
  })
}

/** Finds matches whose servers are not heard of any more. */
export function startServerSweep({ loopSql, config, metrics, log }: Services): Loop {
  return runEvery({
    name: 'server sweep',
    intervalMs: sweepIntervalMs,
    log,
    pass: async () => {
      const { lost, abandoned } = await sweepServerMatches(loopSql, config.servers)
      for (const { id, game, serverId, epoch } of lost) {
        metrics.serverMatches.inc({ game, outcome: 'lost' })
        log.warn(
          { matchId: id, game, serverId, epoch },
          'a server is not heard of: its match is offered again',
        )
      }
      for (const { id, game, reason } of abandoned) {
        metrics.serverMatches.inc({ game, outcome: 'abandoned' })
        log.warn({ matchId: id, game, reason }, 'match without a server abandoned')
      }
      return false
    },
  })
}
