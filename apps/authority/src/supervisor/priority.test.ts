import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { getPriority } from 'node:os'
import { expect, it } from 'vitest'
import { lowerPriority, mayRestorePriority, restorePriority } from './priority.ts'

it.runIf(mayRestorePriority)('is lowered for all threads of a process, and restored', async () => {
  const child = spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1000)'])
  await once(child.stdout, 'data')
  const pid = child.pid as number
  const priorities = () => new Set(readdirSync(`/proc/${pid}/task`).map((thread) => getPriority(+thread)))
  lowerPriority(pid)
  expect(priorities()).toEqual(new Set([10]))
  restorePriority(pid)
  expect(priorities()).toEqual(new Set([0]))
  child.kill('SIGKILL')
  await once(child, 'exit')
  lowerPriority(pid)
})
