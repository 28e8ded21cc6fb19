import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { waitUntilReady } from './child.ts'
import { Children } from './children.ts'
import { identify, isRunning } from './identity.ts'
import { poll } from './poll.ts'
import { endOrphans } from './records.ts'

let stateFolder: string
beforeEach(() => {
  stateFolder = mkdtempSync(join(tmpdir(), 'children-'))
})

const sleeper = (name: string) => ({ name, command: 'sleep', args: ['60'], stateFolder })

test('children are stopped together, and none is started afterwards', async () => {
  const children = new Children()
  const [one, other] = await Promise.all([children.start(sleeper('one')), children.start(sleeper('other'))])
  await children.stop()
  expect([one.end, other.end]).toEqual([
    { code: null, signal: 'SIGTERM' },
    { code: null, signal: 'SIGTERM' },
  ])
  await expect(children.start(sleeper('late'))).rejects.toThrow('being stopped')
})

test('a child that ignores the stop signal is killed', async () => {
  const children = new Children()
  const stubborn = await children.start({
    ...{ name: 'stubborn', command: process.execPath, stateFolder, stopMs: 200 },
    args: ['-e', 'process.on("SIGTERM", () => {}); console.log("here"); setInterval(() => {}, 1000)'],
  })
  await poll(() => readFileSync(stubborn.logFile, 'utf8') !== '', { timeoutMs: 20_000 })
  await children.stop()
  expect(stubborn.end).toEqual({ code: null, signal: 'SIGKILL' })
})

test('what a killed run left is found by its records, and ended', async () => {
  const orphan = await new Children().start(sleeper('orphan'))
  const identity = identify(orphan.pid)
  expect(await endOrphans(stateFolder)).toEqual(['orphan'])
  expect(identity && isRunning(identity)).toBe(false)
  expect(await endOrphans(stateFolder)).toEqual([])
})

test('a process that got the id of a dead one is not taken for it', () => {
  expect(isRunning({ pid: process.pid, startedAt: 'before the flood' })).toBe(false)
  expect(identify(process.pid)?.startedAt).toBe(identify(process.pid)?.startedAt)
})

test('a child that ends at its start says why', async () => {
  const child = await new Children().start({
    ...{ name: 'broken', command: process.execPath, stateFolder },
    args: ['-e', 'console.error("no such file"); process.exit(3)'],
  })
  const ready = waitUntilReady(child, async () => false, 10_000)
  await expect(ready).rejects.toThrow(/broken ended at its start \(exit code 3\)[\s\S]*no such file/)
  await expect(new Children().start({ ...sleeper('none'), command: 'no-such-program' })).rejects.toThrow(
    'cannot run',
  )
})
