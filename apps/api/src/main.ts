import { ConfigError } from '@gameserver/config'
import { serve } from '@hono/node-server'
import { pino } from 'pino'
import { createApp } from './app.ts'
import { boot } from './boot.ts'
import { loadApiConfig } from './config.ts'
import { startScoreRelay } from './leaderboard/score-relay.ts'
import { startLiveTail } from './live/start-live-tail.ts'
import { startOutboxRelay } from './loop/outbox-relay.ts'
import { startRetention } from './loop/retention.ts'
import { startPlacementSweep } from './match/placement-sweep.ts'
import { startPartyUpkeep } from './party/party-upkeep.ts'
import { startPlayerBeat } from './player/player-beat.ts'
import { startMatcher } from './queue/matcher.ts'
import { startMatchingReload } from './queue/matching-rules-reload.ts'
import { startRoomEvictions } from './room/room-evictions.ts'
import { startRoomUpkeep } from './room/room-upkeep.ts'
import { startSeasonRollover } from './season/season-rollover.ts'
import { startServerClaims, startServerSweep } from './server/server-loops.ts'
import { startSettling } from './settling/settling.ts'

/** How long requests that have begun may take to end; orchestrators kill after 30 s. */
const drainTimeoutMs = 10_000

/** A body of 64 KiB takes a second on a poor connection; who sends byte by byte holds a connection no longer than this. */
const requestTimeoutMs = 15_000

async function main(): Promise<void> {
  const config = loadApiConfig()
  const log = pino({ level: config.logLevel, base: { service: 'api' } })
  let isStopping = false
  const services = await boot(config, log, () => isStopping)
  const loops = allLoops.map((start) => start(services))
  const server = await listen(createApp(services).fetch, config)
  log.info({ port: config.port }, 'api ready')

  const stop = async (signal: string) => {
    if (isStopping) return
    isStopping = true
    log.info({ signal }, 'stopping')
    setTimeout(() => process.exit(1), drainTimeoutMs + 5_000).unref()
    services.live.close()
    await closeServer(server)
    await Promise.all(loops.map((loop) => loop.stop()))
    await services.close()
    log.info('stopped')
    process.exit(0)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

const allLoops = [
  startMatchingReload,
  startMatcher,
  startPlacementSweep,
  startServerClaims,
  startServerSweep,
  startLiveTail,
  startPlayerBeat,
  startPartyUpkeep,
  startRoomUpkeep,
  startRoomEvictions,
  startOutboxRelay,
  startSettling,
  startScoreRelay,
  startSeasonRollover,
  startRetention,
]

type Server = ReturnType<typeof serve>

function listen(
  fetch: Parameters<typeof serve>[0]['fetch'],
  config: { host: string; port: number },
): Promise<Server> {
  return new Promise((resolve, reject) => {
    const serverOptions = { requestTimeout: requestTimeoutMs }
    const server = serve({ fetch, hostname: config.host, port: config.port, serverOptions }, () =>
      resolve(server),
    )
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new ConfigError(`port: ${config.port} is taken (PORT)`) : error)
    })
  })
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  if ('closeIdleConnections' in server) server.closeIdleConnections()
  const late = new Promise<void>((resolve) => setTimeout(resolve, drainTimeoutMs).unref())
  await Promise.race([closed, late])
}

main().catch((error: Error) => {
  console.error(`api: ${error.message.replaceAll('\n', ' ')}`)
  process.exit(1)
})
