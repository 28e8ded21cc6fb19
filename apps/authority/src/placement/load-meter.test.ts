import { expect, it } from 'vitest'
import { LoadMeter } from './load-meter.ts'

it('follows what the process does, and forgets it', async () => {
  let lateMs = 40
  const load = new LoadMeter(() => lateMs)
  expect(load.newest).toEqual({ cpuShare: 0, tickLagMs: 0 })
  const busyUntilMs = performance.now() + 2_000
  while (performance.now() < busyUntilMs) {
    // Busy.
  }
  const busy = load.measure()
  // Others may have had most of the processor meanwhile.
  expect(busy.cpuShare).toBeGreaterThan(0.2)
  expect(busy.tickLagMs).toBeGreaterThan(30)
  lateMs = 0
  await expect
    .poll(() => load.measure(), { interval: 200 })
    .toSatisfy((now: typeof busy) => now.cpuShare < busy.cpuShare / 2 && now.tickLagMs < busy.tickLagMs / 2)
})
