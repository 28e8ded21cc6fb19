import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { identify } from './identity.ts'
import { readHolder, tryLock, unlock, withLock } from './lock.ts'

const lockFile = () => join(mkdtempSync(join(tmpdir(), 'lock-')), 'lock')

test('a lock names the process that has it', () => {
  const file = lockFile()
  expect(tryLock(file)).toBeUndefined()
  expect(tryLock(file)).toEqual(identify(process.pid))
  unlock(file)
  expect(readHolder(file)).toBeUndefined()
})

test('the lock of a dead process, or half a lock, is taken over', () => {
  const dead = lockFile()
  writeFileSync(dead, JSON.stringify({ pid: process.pid, startedAt: 'before the flood' }))
  expect(tryLock(dead)).toBeUndefined()
  const half = lockFile()
  writeFileSync(half, '{"pid":')
  expect(tryLock(half)).toBeUndefined()
})

test('work under one lock is done one after the other', async () => {
  const file = lockFile()
  let running = 0
  const work = () =>
    withLock(file, async () => {
      expect(++running).toBe(1)
      await new Promise((resolve) => setTimeout(resolve, 20))
      running--
    })
  await Promise.all([work(), work()])
})
