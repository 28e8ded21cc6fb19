import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort, runApi } from '../../apps/api/src/testing/api-process.ts'

export interface MeasuredApi {
  readonly port: number
  readonly jwtSecret: string
  stop(): void
}

/**
 * The API as a process of its own, answering. No LiveKit is asked. `env` names the database, Redis and what else it needs.
 * Rejects when it ends instead, having said why.
 */
export async function startApi(env: NodeJS.ProcessEnv): Promise<MeasuredApi> {
  const port = await freePort()
  const jwtSecret = randomBytes(32).toString('hex')
  const api = runApi({
    LIVEKIT_URL: 'ws://127.0.0.1:1',
    LIVEKIT_API_KEY: 'bench',
    LIVEKIT_API_SECRET: jwtSecret,
    JWT_SECRET: jwtSecret,
    PORT: `${port}`,
    LOG_LEVEL: 'error',
    ...env,
  })
  api.process.stderr?.pipe(process.stderr)
  const stop = () => void api.process.kill('SIGKILL')
  const ended = api.ended.then(() => {
    throw new Error('the API ended before it answered')
  })
  await Promise.race([until(async () => (await fetch(`http://127.0.0.1:${port}/ready`)).ok), ended])
  return { port, jwtSecret, stop }
}

/** Asks again and again; a rejection is a no. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo().catch(() => false))) await sleep(20)
}
