import { fileURLToPath } from 'node:url'
import { openPlacementObituary } from '@gameserver/storage/placement/placement-obituary'
import { pino } from 'pino'
import { loadAuthorityConfig } from './config.ts'
import { HostMetrics } from './operation/host-metrics.ts'
import { listen } from './operation/listen.ts'
import { operationRoutes } from './operation/routes.ts'
import { Supervisor } from './supervisor/supervisor.ts'

/** What each process runs; it is beside this file, as source and as a bundle. */
const processName = import.meta.url.endsWith('.ts') ? './child.ts' : './child.js'

async function main(): Promise<void> {
  const config = loadAuthorityConfig()
  const { capacity, processes, spares } = config
  const log = pino({
    level: config.logLevel,
    base: { service: 'authority', process: 'supervisor', pid: process.pid },
  })
  const placement = openPlacementObituary(config.redisUrl)
  const supervisor = new Supervisor({
    config,
    file: fileURLToPath(new URL(processName, import.meta.url)),
    args: process.argv.slice(2),
    placement,
    log,
  })
  const server = await listen(operationRoutes(supervisor, new HostMetrics(supervisor)).fetch, config)

  const stop = async (signal: string) => {
    // A second signal is from somebody who won't wait for the matches.
    if (supervisor.isStopping) {
      supervisor.kill()
      process.exit(1)
    }
    log.info({ signal }, 'stopping: all processes let their matches go')
    await supervisor.stop()
    server.close()
    placement.close()
    log.info('stopped')
    process.exit(0)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)

  const games = await supervisor.start()
  log.info({ port: server.port, processes, spares, capacity, games }, 'authority ready')
}

main().catch((error: Error) => {
  console.error(`authority: ${error.message.replaceAll('\n', ' ')}`)
  process.exit(1)
})
