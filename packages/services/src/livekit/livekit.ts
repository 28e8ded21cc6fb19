import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { waitUntilReady } from '../process/child.ts'
import type { Children } from '../process/children.ts'
import { type LivekitSettings, livekitConfig } from './livekit-config.ts'

export interface LivekitOptions extends LivekitSettings {
  binary: string
  stateFolder: string
  children: Children
}

/** LiveKit answers after about 0.3 s; what it may wait for is an address to bind. */
const startTimeoutMs = 20_000

export async function startLivekit(options: LivekitOptions): Promise<string> {
  const folder = join(options.stateFolder, 'livekit')
  mkdirSync(folder, { recursive: true })
  const configFile = join(folder, 'livekit.yaml')
  writeFileSync(configFile, stringify(livekitConfig(options)), { mode: 0o600 })
  const child = await options.children.start({
    name: 'livekit',
    command: options.binary,
    args: ['--config', configFile],
    stateFolder: options.stateFolder,
    cwd: folder,
    // It has nothing to save. Told to stop, it would wait in vain for everybody to leave, longer than it is given.
    stopSignal: 'SIGKILL',
  })
  await waitUntilReady(child, () => answers(`http://127.0.0.1:${options.port}/`), startTimeoutMs)
  return `ws://127.0.0.1:${options.port}`
}

function answers(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(1_000) }).then(
    (response) => response.ok,
    () => false,
  )
}
