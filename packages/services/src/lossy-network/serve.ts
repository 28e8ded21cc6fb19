import { createProgress } from '../progress.ts'
import { startOwnStack } from '../stack/own-stack.ts'
import type { ServeMessage } from './served-stack.ts'

/** Serves a stack from the network that this process is in until whoever started it lets go. */
async function serve(address: string): Promise<void> {
  let stop = async () => {}
  // Ctrl-C reaches all processes of a terminal; the one that started this decides when players have left.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
  process.on('disconnect', () => void stop().finally(() => process.exit()))
  try {
    const stack = await startOwnStack({ env: environment(address), progress: createProgress() })
    stop = stack.stop
    const { apiUrl, authorityUrls } = stack.addresses
    const reachable = (url: string) => url.replace('127.0.0.1', address)
    tell({ type: 'ready', apiUrl: reachable(apiUrl), authorityUrls: authorityUrls.map(reachable) })
  } catch (error) {
    tell({ type: 'failed', reason: (error as Error).message })
  }
}

/** Servers that the environment names are out of reach from this network. */
function environment(address: string): NodeJS.ProcessEnv {
  const { DATABASE_URL, REDIS_URL, LIVEKIT_URL, LIVEKIT_PUBLIC_URL, ...env } = process.env
  return { ...env, LIVEKIT_NODE_IP: address }
}

function tell(message: ServeMessage): void {
  process.send?.(message)
}

await serve(process.argv[2] as string)
