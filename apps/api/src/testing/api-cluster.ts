import { type AddressInfo, connect, createServer, type Server } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Problem } from '@gameserver/protocol/http'
import type { Sql } from '@gameserver/storage/postgres'
import { type ApiProcess, freePort, runApi } from './api-process.ts'

interface Serving extends ApiProcess {
  port: number
}

/** Several processes of the API behind one address, of which one after the other is killed and replaced. */
export interface ApiCluster {
  url: string
  /** The addresses of those that serve now. */
  readonly processUrls: string[]
  /** Kills the process that makes the queue's matches, once there is one besides another, and starts one in its place. */
  killMatcher(sql: Sql, queue: { game: string }): Promise<boolean>
  /**
   * Resolves when all processes serve that there were at first. With only one, what waits may be matched long before that one
   * may be killed.
   */
  whole(): Promise<void>
  /** Kills the process at this address. */
  kill(url: string): Promise<void>
  /** Asks until there is an answer: that of a refusal for which `isAnswer`, or of success. */
  ask<Body>(request: Question): Promise<Body>
  close(): void
}

export interface Question {
  method: string
  path: string
  token?: string | undefined
  body?: object | undefined
  /** What a refusal stands for, by its code; others are asked again. */
  refusals?: Record<string, unknown>
}

export async function startApiCluster(processes: number, env: NodeJS.ProcessEnv): Promise<ApiCluster> {
  const started: ApiProcess[] = []
  const serving = new Set<Serving>()
  let isClosed = false
  /** One that can't start, as when Postgres has given out all its connections for a moment, is started again, as operators do. */
  const start = async (): Promise<void> => {
    const port = await freePort()
    const api = { ...runApi({ ...env, PORT: `${port}` }), port }
    started.push(api)
    let hasEnded = false
    void api.ended.then(() => {
      hasEnded = true
    })
    while (!hasEnded && !api.output.stdout.includes('api ready')) await sleep(50)
    if (!hasEnded) serving.add(api)
    else if (!isClosed) {
      console.info(`a process of the API did not start: ${api.output.stderr}`)
      await sleep(500)
      await start()
    }
  }
  const end = async (api: Serving) => {
    serving.delete(api)
    api.process.kill('SIGKILL')
    await api.ended
  }
  const gateway = await startGateway(serving)
  await Promise.all(Array.from({ length: processes }, start))
  const url = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`
  const urlOf = ({ port }: Serving) => `http://127.0.0.1:${port}`
  return {
    url,
    get processUrls() {
      return [...serving].map(urlOf)
    },
    async killMatcher(sql, { game }) {
      const [lease] = await sql<{ pid: string }[]>`
        select split_part(holder, '/', 2) as pid from matcher_leases
        where game = ${game} and expires_at > clock_timestamp()`
      const matcher = [...serving].find(({ process }) => `${process.pid}` === lease?.pid)
      if (matcher === undefined || serving.size < 2) return false
      await end(matcher)
      void start()
      return true
    },
    async whole() {
      while (serving.size < processes && !isClosed) await sleep(50)
    },
    async kill(processUrl) {
      const api = [...serving].find((candidate) => urlOf(candidate) === processUrl)
      if (api) await end(api)
    },
    ask: (question) => ask(url, question),
    close() {
      isClosed = true
      gateway.close()
      for (const { process } of started) process.kill('SIGKILL')
    },
  }
}

/** What players ask: connections go to any of the processes. */
function startGateway(serving: ReadonlySet<Serving>): Promise<Server> {
  const server = createServer((client) => {
    const candidates = [...serving]
    const chosen = candidates[Math.floor(Math.random() * candidates.length)]
    if (chosen === undefined) return client.destroy()
    const upstream = connect(chosen.port, '127.0.0.1')
    client.pipe(upstream).pipe(client)
    client.on('error', () => {}).on('close', () => upstream.destroy())
    upstream.on('error', () => {}).on('close', () => client.destroy())
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}

async function ask<Body>(url: string, { method, path, token, body, refusals = {} }: Question): Promise<Body> {
  const headers = {
    ...(token && { authorization: `Bearer ${token}` }),
    ...(body && { 'content-type': 'application/json' }),
  }
  for (;;) {
    const request = { method, headers, ...(body && { body: JSON.stringify(body) }) }
    const response = await fetch(url + path, request).catch(() => undefined)
    const answer = await response?.json().catch(() => undefined)
    if (response?.ok && answer) return answer as Body
    const code = (answer as Problem | undefined)?.code
    if (code !== undefined && code in refusals) return refusals[code] as Body
    await sleep(50)
  }
}

/** No answer, or none for now: what the SDK's requests have of processes that die and start. Throws other errors. */
export function isPassing(error: Error & { status: number }): false {
  if (error.status !== 0 && error.status < 500) throw error
  return false
}
