import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { getPriority } from 'node:os'
import { expect, it } from 'vitest'
import { lowerPriority, mayRestoreThreads, restorePriority } from './priority.ts'

async function started() {
  const child = spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1000)'], {
    detached: true,
  })
  await once(child.stdout, 'data')
  const end = async () => {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  return { pid: child.pid as number, end }
}

it.runIf(mayRestoreThreads)('is lowered for all threads of a process, and restored', async () => {
  const { pid, end } = await started()
  const priorities = () => new Set(readdirSync(`/proc/${pid}/task`).map((thread) => getPriority(+thread)))
  lowerPriority(pid)
  expect(priorities()).toEqual(new Set([10]))
  restorePriority(pid)
  expect(priorities()).toEqual(new Set([0]))
  await end()
  lowerPriority(pid)
})

it.runIf(existsSync('/proc/self/autogroup'))('is lowered for its session, and restored', async () => {
  const { pid, end } = await started()
  const ofSession = () => /nice (-?\d+)/.exec(readFileSync(`/proc/${pid}/autogroup`, 'utf8'))?.[1]
  lowerPriority(pid)
  await expect.poll(ofSession, { timeout: 5_000 }).toBe('10')
  restorePriority(pid)
  await expect.poll(ofSession, { timeout: 5_000 }).toBe('0')
  await end()
})
