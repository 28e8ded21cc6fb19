import { removeOutdated } from '@gameserver/storage/retention'
import type { Services } from '../services.ts'
import { type Loop, runEvery } from './run-every.ts'

const retentionIntervalMs = 60_000

/** Keeps the tables that grow with every login and event from growing for ever. */
export function startRetention({ loopSql, log }: Services): Loop {
  return runEvery({
    name: 'retention',
    intervalMs: retentionIntervalMs,
    log,
    pass: async () => {
      const { rows, isMore } = await removeOutdated(loopSql)
      if (rows > 0) log.info({ rows }, 'outdated rows removed')
      return isMore
    },
  })
}
