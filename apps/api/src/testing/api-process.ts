import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

/** As it is bundled when tests begin: from its source, each start would take seconds of a core. */
const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url))
const jwtSecret = 'a secret of the tests, long enough for HS256'

export interface ApiProcess {
  process: ChildProcess
  output: { stdout: string; stderr: string }
  ended: Promise<number | null>
}

/** The API as it runs for players. */
export function runApi(env: NodeJS.ProcessEnv): ApiProcess {
  const child = spawn(process.execPath, ['--enable-source-maps', main], {
    env: { ...process.env, PORT: '0', HOST: '127.0.0.1', JWT_SECRET: jwtSecret, ...env },
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', (text) => {
    output.stdout += text
  })
  child.stderr.on('data', (text) => {
    output.stderr += text
  })
  return { process: child, output, ended: new Promise((resolve) => child.on('close', resolve)) }
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
