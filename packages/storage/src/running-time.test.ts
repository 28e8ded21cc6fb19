import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { afterRunning } from './running-time.ts'

function standStillFor(ms: number): void {
  const untilMs = performance.now() + ms
  while (performance.now() < untilMs);
}

const over = (ms: number) => new Promise<void>((resolve) => afterRunning(ms, resolve))

test('time passes as by a clock while the process runs', async () => {
  const startedMs = performance.now()
  await over(350)
  expect(performance.now() - startedMs).toBeGreaterThan(345)
})

test('time in which the process stood still does not count', async () => {
  const startedMs = performance.now()
  const waiting = over(450)
  await sleep(50)
  standStillFor(1_000)
  await waiting
  // Of the second, 100 ms at most.
  expect(performance.now() - startedMs).toBeGreaterThan(1_000 + 450 - 50 - 100 - 5)
})

test('an answer that came while the process stood still is in time', async () => {
  const echo = spawn('cat')
  try {
    const told: string[] = []
    echo.stdout.once('data', () => told.push('answer'))
    echo.stdin.write('?')
    await expect.poll(() => told).toEqual(['answer'])
    echo.stdout.once('data', () => told.push('second answer'))
    afterRunning(100, () => told.push('over'))
    echo.stdin.write('?')
    standStillFor(1_000)
    await expect.poll(() => told).toEqual(['answer', 'second answer', 'over'])
  } finally {
    echo.kill()
  }
})

test('what is called off does not come', async () => {
  let isOver = false
  const callOff = afterRunning(20, () => {
    isOver = true
  })
  callOff()
  await sleep(100)
  expect(isOver).toBe(false)
})
