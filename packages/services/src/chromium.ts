import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { asRoot } from './as-root.ts'
import { findProgram } from './path-lookup.ts'
import { runQuietly } from './process/run.ts'
import type { Progress } from './progress.ts'

const programs = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const macApplications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]
/** A browser with its libraries is some 200 MB. */
const installTimeoutMs = 600_000

/** A Chromium or Chrome for the browser tests: an installed one, the system's package, or Playwright's own download. */
export async function findChromium(progress: Progress): Promise<string> {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH
  const installed = findInstalled()
  if (installed) return installed

  const apt = findProgram(['apt-get']) && asRoot()
  if (apt) {
    await progress.during('installing chromium (apt-get)', async () => {
      await run([...apt, 'apt-get', 'update', '-q'])
      await run([...apt, 'apt-get', 'install', '-qy', '--no-install-recommends', 'chromium'])
    })
    const fromSystem = findInstalled()
    if (fromSystem) return fromSystem
  }
  const { chromium } = await import('playwright-core')
  const playwright = join(
    dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')),
    'cli.js',
  )
  const { output } = await progress.during('downloading chromium', () =>
    run([process.execPath, playwright, 'install', 'chromium']),
  )
  if (works(chromium.executablePath())) return chromium.executablePath()
  const reason = output.trim().split('\n').at(-1)
  throw new Error(
    `no Chromium for the browser tests (none on the path, and none could be installed: ${reason})`,
  )
}

function findInstalled(): string | undefined {
  return [findProgram(programs), ...macApplications].find((path) => path !== undefined && works(path))
}

/** On Ubuntu the package is a stand-in that asks for snap: that it is there does not mean that it runs. */
function works(path: string): boolean {
  return existsSync(path) && spawnSync(path, ['--version'], { stdio: 'ignore' }).status === 0
}

function run([command, ...args]: string[]) {
  return runQuietly(command as string, args, {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    timeoutMs: installTimeoutMs,
  })
}
