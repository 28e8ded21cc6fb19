import { mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { waitUntilReady } from '../process/child.ts'
import type { Children } from '../process/children.ts'

export interface ValkeyOptions {
  /** A valkey-server or redis-server. */
  binary: string
  stateFolder: string
  children: Children
  port: number
  password: string
  durable: boolean
}

const startTimeoutMs = 20_000
/** One for each test file that wants a Redis to itself; an empty one costs nothing. */
const databases = 512

/** Starts a Valkey (or Redis) of our own on 127.0.0.1. */
export async function startValkey(options: ValkeyOptions): Promise<string> {
  const { binary, stateFolder, port, password, durable } = options
  const folder = join(stateFolder, 'valkey')
  mkdirSync(folder, { recursive: true })
  const configFile = join(folder, 'valkey.conf')
  const settings = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir "${folder}"`,
    `requirepass ${password}`,
    `databases ${databases}`,
    'appendonly no',
    // Jobs and leases must never be dropped for room: a full Redis refuses writes, and says so.
    'maxmemory-policy noeviction',
    durable ? 'save 60 1' : 'save ""',
  ]
  writeFileSync(configFile, `${settings.join('\n')}\n`, { mode: 0o600 })
  const child = await options.children.start({
    name: 'valkey',
    command: binary,
    args: [configFile],
    stateFolder,
    cwd: '/',
  })
  await waitUntilReady(child, () => answersPing(port, password), startTimeoutMs)
  return `redis://:${password}@127.0.0.1:${port}`
}

/** Spoken by hand: a client library would keep reconnecting to a server that is still loading. */
function answersPing(port: number, password: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1_000 })
    let answer = ''
    socket.on('connect', () => socket.write(`AUTH ${password}\r\nPING\r\n`))
    socket.on('data', (chunk) => {
      answer += chunk
      if (answer.split('\r\n').length > 2) socket.destroy()
    })
    socket.on('timeout', () => socket.destroy())
    socket.on('error', () => {})
    socket.on('close', () => resolve(answer === '+OK\r\n+PONG\r\n'))
  })
}
