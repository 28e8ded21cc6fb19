import { asRoot } from '../as-root.ts'
import type { Attempt } from '../attempt.ts'
import { findProgram } from '../path-lookup.ts'
import { runQuietly } from '../process/run.ts'
import type { Progress } from '../progress.ts'

interface PackageManager {
  program: string
  needsRoot: boolean
  /** Tried in turn until one brings a server. */
  installs: readonly (readonly string[])[]
}

const packageManagers: readonly PackageManager[] = [
  {
    program: 'apt-get',
    needsRoot: true,
    installs: [
      ['update', '-q'],
      ['install', '-qy', '--no-install-recommends', 'valkey-server'],
      ['install', '-qy', '--no-install-recommends', 'redis-server'],
    ],
  },
  {
    program: 'dnf',
    needsRoot: true,
    installs: [
      ['install', '-qy', 'valkey'],
      ['install', '-qy', 'redis'],
    ],
  },
  {
    program: 'apk',
    needsRoot: true,
    installs: [
      ['add', '-q', 'valkey'],
      ['add', '-q', 'redis'],
    ],
  },
  { program: 'brew', needsRoot: false, installs: [['install', '-q', 'valkey']] },
]

/** Longest time one call of a package manager may take before the next way is tried. */
const installTimeoutMs = 180_000

export const findInstalledValkey = () => findProgram(['valkey-server', 'redis-server'])

export async function installBySystem(progress: Progress): Promise<Attempt> {
  const system = packageManagers.find(({ program }) => findProgram([program]))
  if (!system) return { refused: 'no package manager known here' }
  const prefix = system.needsRoot ? asRoot() : []
  if (!prefix) return { refused: `${system.program} needs root or a sudo without password` }

  for (const args of system.installs) {
    const [command, ...rest] = [...prefix, system.program, ...args] as [string, ...string[]]
    const { code } = await progress.during(`${system.program} ${args.join(' ')}`, () =>
      // Debian's packages start what they install, on the usual port; in run level 1 they do not.
      runQuietly(command, rest, {
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
        timeoutMs: installTimeoutMs,
      }),
    )
    const binary = code === 0 ? findInstalledValkey() : undefined
    if (binary) return { binary }
  }
  return { refused: `${system.program} installed none` }
}
