import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { setPriority } from 'node:os'

/** CAP_SYS_NICE: without it a thread whose priority was lowered keeps that for ever. */
const mayRaise = 1n << 23n

/** Where the CPU is wanted by others, a tenth of what each of them gets (Linux' weights: 110 to 1,024). Where it is not, all of it. */
const gentleNice = 10

const usualNice = 0

/** Linux lets who is not root change the priority of a session once in 100 ms, all of them counted. */
const sessionRetryMs = 150
const sessionTriesMax = 20

/** Whether this process may lower the priority of threads and restore it later. */
export const mayRestoreThreads: boolean = hasCapability(mayRaise)

/**
 * Of a process with a session of its own. Linux has priorities by thread, and new ones have that of the thread which starts them. Where
 * it groups processes by session (`autogroup`, as on most machines, but not in containers), those count within the session alone, and
 * the session has one of its own.
 */
export function lowerPriority(pid: number): void {
  if (mayRestoreThreads) setNiceOfThreads(pid, gentleNice)
  setNiceOfSession(pid, gentleNice)
}

export function restorePriority(pid: number): void {
  if (mayRestoreThreads) setNiceOfThreads(pid, usualNice)
  setNiceOfSession(pid, usualNice)
}

/** Threads that begin meanwhile come second. */
function setNiceOfThreads(pid: number, nice: number): void {
  try {
    for (let pass = 1; pass <= 2; pass++)
      for (const thread of readdirSync(`/proc/${pid}/task`)) setNiceOfThread(Number(thread), nice)
  } catch {
    // The process has ended.
  }
}

function setNiceOfThread(thread: number, nice: number): void {
  try {
    setPriority(thread, nice)
  } catch {
    // The thread has ended.
  }
}

/** What each process' session is to have at last. */
const wanted = new Map<number, number>()

function setNiceOfSession(pid: number, nice: number): void {
  const isRetried = wanted.has(pid)
  wanted.set(pid, nice)
  if (!isRetried) trySession(pid, sessionTriesMax)
}

function trySession(pid: number, triesLeft: number): void {
  try {
    writeFileSync(`/proc/${pid}/autogroup`, `${wanted.get(pid)}`)
    wanted.delete(pid)
  } catch (error) {
    // Else the process has ended, or sessions are nothing to this machine.
    const isTooSoon = (error as NodeJS.ErrnoException).code === 'EAGAIN'
    if (isTooSoon && triesLeft > 0) setTimeout(() => trySession(pid, triesLeft - 1), sessionRetryMs).unref()
    else wanted.delete(pid)
  }
}

function hasCapability(capability: bigint): boolean {
  try {
    const [, held = '0'] = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
    return (BigInt(`0x${held}`) & capability) !== 0n
  } catch {
    return false
  }
}
