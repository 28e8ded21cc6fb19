import { closeSync, openSync } from 'node:fs'
import { expect, test } from 'vitest'
import { usageOf } from './process-usage.ts'

test.runIf(process.platform === 'linux')(
  'a process takes what it says itself, and nothing when it is gone',
  () => {
    const before = usageOf(process.pid)
    const rssMb = process.memoryUsage.rss() / 1_024 / 1_024
    expect(before?.rssMb).toBeGreaterThan(rssMb / 2)
    expect(before?.rssMb).toBeLessThan(rssMb * 2)
    expect(before?.threads).toBeGreaterThan(1)
    const opened = Array.from({ length: 20 }, () => openSync('/dev/null', 'r'))
    expect(usageOf(process.pid)?.descriptors).toBeGreaterThanOrEqual((before?.descriptors ?? 0) + 15)
    for (const descriptor of opened) closeSync(descriptor)
    expect(usageOf(2 ** 30)).toBeUndefined()
  },
)
