import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { signalAll, treeOf } from '@gameserver/services/process/process-tree'
import type { HostStats, ProcessStats } from '../operation/host-stats.ts'
import { eventually } from '../testing.ts'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))
/** Inside the repository, where the engine is found by its name. */
const state = join(import.meta.dirname, '../../../../.gameserver')

/** Several processes are started and warmed up, one after the other where some do not come up, beside whatever else the machine does. */
const startMsMax = 180_000

/** A line of the log, as far as tests look at it. */
export interface LogLine {
  msg: string
  [name: string]: unknown
}

/** Of a host that has one process, which is soon ready, and races that last as long as a test. */
export const oneProcess = {
  AUTHORITY_PROCESSES: '1',
  AUTHORITY_SPARES: '0',
  GAME_SETTINGS: 'race.ticks=36000',
  JOIN_WINDOW_MS: '30000',
  SEAT_WINDOW_MS: '30000',
  LINGER_MS: '1000',
  WARM_UP_MS: '300',
}

/** A supervisor with its processes, as an operator starts it. */
export class TestHost {
  readonly log: LogLine[] = []
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  readonly #child: ChildProcess
  #url = ''

  private constructor(env: NodeJS.ProcessEnv) {
    this.#child = spawn(process.execPath, ['--import', 'tsx', main], {
      env: { ...process.env, HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'info', ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    this.exited = new Promise((resolve) => {
      this.#child.once('exit', (code, signal) => resolve({ code, signal }))
    })
    const lines = createInterface({ input: this.#child.stdout as NodeJS.ReadableStream })
    lines.on('line', (line) => this.log.push(JSON.parse(line)))
  }

  /** Resolves when a process of it takes matches. */
  static async start(env: NodeJS.ProcessEnv): Promise<TestHost> {
    const host = new TestHost(env)
    const { port } = await host.logged('authority ready', undefined, startMsMax).catch((error: unknown) => {
      host.end()
      throw error
    })
    host.#url = `http://127.0.0.1:${port}`
    return host
  }

  get pid(): number {
    return this.#child.pid as number
  }

  linesOf(msg: string): LogLine[] {
    return this.log.filter((line) => line.msg === msg)
  }

  /** The first line that says so, once it is there. */
  logged(msg: string, fits: (line: LogLine) => boolean = () => true, timeoutMs?: number): Promise<LogLine> {
    return eventually(() => {
      const line = this.linesOf(msg).find(fits)
      if (!line)
        throw new Error(`the log has no '${msg}' yet: ${this.log.map((line) => line.msg).join(', ')}`)
      return line
    }, timeoutMs)
  }

  get(path: string): Promise<Response> {
    return fetch(`${this.#url}${path}`)
  }

  async stats(): Promise<HostStats> {
    return (await (await this.get('/stats')).json()) as HostStats
  }

  /** Those that are ready, once there are so many. */
  ready(count: number): Promise<ProcessStats[]> {
    return eventually(async () => {
      const ready = (await this.stats()).processes.filter(({ state }) => state === 'ready')
      if (ready.length !== count) throw new Error(`${ready.length} processes are ready, not ${count}`)
      return ready
    }, startMsMax)
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  /** Whatever is left of it. */
  end(): void {
    signalAll(treeOf(this.pid), 'SIGKILL')
  }
}

/** Whether there is such a process. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** A folder with games, each the text of its file. */
export function writeGames(texts: Readonly<Record<string, string>>): { folder: string; remove(): void } {
  mkdirSync(state, { recursive: true })
  const folder = mkdtempSync(join(state, 'supervised-'))
  for (const [id, text] of Object.entries(texts)) {
    mkdirSync(join(folder, id))
    writeFileSync(join(folder, id, `${id}.ts`), text)
  }
  return { folder, remove: () => rmSync(folder, { recursive: true }) }
}
