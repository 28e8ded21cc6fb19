import { findProgram } from '../path-lookup.ts'
import { runQuietly } from '../process/run.ts'
import type { Progress } from '../progress.ts'

/** Full paths of the programs that make networks and lose packets in them. */
export interface NetworkTools {
  ip: string
  nft: string
}

/** Both are small; what takes time is the list of packages. */
const installTimeoutMs = 180_000

/** Installs what is missing where there is apt-get. This process is root. */
export async function findNetworkTools(progress: Progress): Promise<NetworkTools> {
  const installed = findInstalled()
  if (installed) return installed
  const apt = findProgram(['apt-get'])
  if (apt) {
    for (const args of [
      ['update', '-q'],
      ['install', '-qy', '--no-install-recommends', 'iproute2', 'nftables'],
    ]) {
      await progress.during(`apt-get ${args.join(' ')}`, () =>
        runQuietly(apt, args, {
          env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
          timeoutMs: installTimeoutMs,
        }),
      )
    }
  }
  const tools = findInstalled()
  if (tools) return tools
  throw new Error('--loss needs the programs ip and nft: install the packages iproute2 and nftables')
}

function findInstalled(): NetworkTools | undefined {
  const ip = findProgram(['ip'])
  const nft = findProgram(['nft'])
  return ip && nft ? { ip, nft } : undefined
}
