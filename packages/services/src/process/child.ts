import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { poll } from './poll.ts'
import { forgetProcess, recordProcess, signalGroup } from './records.ts'

export interface ChildOptions {
  /** Names the log file and the process record in the state folder. */
  name: string
  command: string
  args: readonly string[]
  stateFolder: string
  env?: NodeJS.ProcessEnv
  cwd?: string
  /** The user to run as, when this process is root and the program refuses to be. */
  user?: { uid: number; gid: number } | undefined
  stopSignal?: NodeJS.Signals
  /** How long an orderly stop may take before SIGKILL. */
  stopMs?: number
}

export interface Child {
  readonly name: string
  readonly pid: number
  readonly logFile: string
  /** Resolves when the process has ended, for whatever reason. */
  readonly ended: Promise<ChildEnd>
  readonly end: ChildEnd | undefined
  stop(): Promise<void>
}

export interface ChildEnd {
  code: number | null
  signal: NodeJS.Signals | null
}

/**
 * Starts a program detached from the terminal: a Ctrl-C reaches only this process, which then stops its children in
 * order. Output goes straight into a file, so that a child outlives a killed parent without blocking on a pipe.
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { name, stateFolder, stopSignal = 'SIGTERM', stopMs = 10_000 } = options
  const logFile = join(stateFolder, 'logs', `${name}.log`)
  mkdirSync(join(stateFolder, 'logs'), { recursive: true })
  const log = openSync(logFile, 'a')
  const child = spawn(options.command, options.args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    detached: true,
    stdio: ['ignore', log, log],
    ...options.user,
  })
  closeSync(log)
  const pid = await spawned(child, options.command)
  recordProcess(stateFolder, pid, name, stopSignal)

  let end: ChildEnd | undefined
  const ended = new Promise<ChildEnd>((resolve) => {
    const finish = (code: number | null, signal: NodeJS.Signals | null) => {
      end = { code, signal }
      forgetProcess(stateFolder, name)
      resolve(end)
    }
    if (child.exitCode !== null || child.signalCode !== null) finish(child.exitCode, child.signalCode)
    else child.once('exit', finish)
  })

  return {
    name,
    pid,
    logFile,
    ended,
    get end() {
      return end
    },
    async stop() {
      if (end) return
      signalGroup(pid, stopSignal)
      const kill = setTimeout(() => signalGroup(pid, 'SIGKILL'), stopMs)
      await ended
      clearTimeout(kill)
    },
  }
}

/** Waits until the child does its work; throws with its last words when it ends first or takes too long. */
export async function waitUntilReady(
  child: Child,
  isReady: () => Promise<boolean>,
  timeoutMs: number,
): Promise<void> {
  const ready = await poll(async () => child.end !== undefined || (await isReady()), { timeoutMs })
  if (child.end)
    throw new Error(`${child.name} ended at its start (${describeEnd(child.end)})${lastWords(child)}`)
  if (!ready) throw new Error(`${child.name} was not ready after ${timeoutMs / 1000} s${lastWords(child)}`)
}

export function describeEnd(end: ChildEnd): string {
  return end.signal ? `signal ${end.signal}` : `exit code ${end.code}`
}

export function lastLines(logFile: string, count: number): string[] {
  try {
    return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-count)
  } catch {
    return []
  }
}

function lastWords(child: Child): string {
  const lines = lastLines(child.logFile, 12).map((line) => `\n  ${line}`)
  return `; the end of ${child.logFile}:${lines.join('')}`
}

function spawned(child: ChildProcess, command: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('spawn', () => resolve(child.pid as number))
    child.once('error', (error) => reject(new Error(`cannot run ${command}: ${error.message}`)))
  })
}
