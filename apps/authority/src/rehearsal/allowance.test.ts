import { describe, expect, it } from 'vitest'
import { Allowance } from './allowance.ts'

const longMs = 60_000

/** Without doing anything. */
function stand(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

function burn(cpuMs: number): void {
  const allowance = new Allowance(cpuMs, longMs)
  while (!allowance.isSpent);
}

describe('an allowance', () => {
  it('of CPU time is not spent by waiting', () => {
    const allowance = new Allowance(250, longMs)
    stand(500)
    expect(allowance.isSpent).toBe(false)
    burn(300)
    expect(allowance.isSpent).toBe(true)
  })

  it('of time on the clock is', () => {
    const allowance = new Allowance(longMs, 100)
    expect(allowance.isSpent).toBe(false)
    stand(150)
    expect(allowance.isSpent).toBe(true)
  })

  it('that is to be spent slowly gives others their time', async () => {
    const allowance = new Allowance(longMs, longMs, 0.25)
    burn(100)
    await allowance.rest()
    // Timers may be early by a millisecond, and the clock of the CPU is coarse.
    expect(allowance.wallMs).toBeGreaterThan(4 * 100 - 40)
  })

  it('is shared by what is left', () => {
    const allowance = new Allowance(1_000, longMs)
    burn(700)
    const part = allowance.share(2)
    expect(part.isSpent).toBe(false)
    burn(200)
    expect(part.isSpent).toBe(true)
  })
})
