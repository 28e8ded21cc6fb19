import { readdirSync, readFileSync } from 'node:fs'
import { setPriority } from 'node:os'

/** CAP_SYS_NICE: without it a process whose priority was lowered keeps that for ever. */
const mayRaise = 1n << 23n

/** Where the CPU is wanted by others, a tenth of what each of them gets (Linux' weights: 110 to 1,024). Where it is not, all of it. */
const gentleNice = 10

/** Whether this process may lower a priority and restore it later. */
export const mayRestorePriority: boolean = hasCapability(mayRaise)

export function lowerPriority(pid: number): void {
  setNice(pid, gentleNice)
}

export function restorePriority(pid: number): void {
  setNice(pid, 0)
}

/** Linux has priorities by thread; new ones have that of the thread which starts them, so those that begin meanwhile come second. */
function setNice(pid: number, nice: number): void {
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

function hasCapability(capability: bigint): boolean {
  try {
    const [, held = '0'] = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
    return (BigInt(`0x${held}`) & capability) !== 0n
  } catch {
    return false
  }
}
