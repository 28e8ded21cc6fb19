/** The API as far as results go: settles them, or closes seasons, from when it is told to. A process of its own, so that it can be killed. */

import { Leaderboards } from '@gameserver/storage/leaderboards'
import { PlayerChanges } from '@gameserver/storage/player-changes'
import { PlayerNames } from '@gameserver/storage/player-names'
import { connectPostgres } from '@gameserver/storage/postgres'
import { connectRedis } from '@gameserver/storage/redis'
import { pino } from 'pino'
import { startScoreRelay } from '../../../apps/api/src/leaderboard/score-relay.ts'
import { createMetrics } from '../../../apps/api/src/operation/metrics.ts'
import { startSeasonRollover } from '../../../apps/api/src/season/season-rollover.ts'
import { startSettling } from '../../../apps/api/src/settling/settling.ts'
import { trying } from './trying.ts'
import { nextOrder, tell } from './victim-orders.ts'

const [databaseUrl, redisUrl, role] = process.argv.slice(2) as [string, string, keyof typeof loops]
const sql = connectPostgres(databaseUrl)
const redis = connectRedis(redisUrl)
const services = {
  loopSql: sql,
  leaderboards: new Leaderboards(sql, redis, new PlayerNames(sql, new PlayerChanges(sql, databaseUrl))),
  log: pino({ level: 'silent' }),
  metrics: createMetrics(),
}
const loops = {
  settling: [startSettling],
  season: [startSeasonRollover],
  all: [startSettling, startScoreRelay, startSeasonRollover],
}

await trying(() => sql`select 1`)
tell('ready')
await nextOrder('go')
for (const start of loops[role]) start(services)
