import { describe, expect, test } from 'vitest'
import { Random } from '../../src/game/random.ts'
import { decodersUnderTest } from './decoders.ts'
import { hostileBytes } from './hostile-bytes.ts'

/** `FUZZ_CASES=1000000` for the million. */
const cases = Number(process.env.FUZZ_CASES ?? 20_000)
/** What one packet may take of the processor: far above what any does, since garbage may have to be collected meanwhile. */
const patienceMs = 500
/** A case takes a fiftieth of a millisecond when the machine is quiet. */
const timeoutMs = 60_000 + cases / 2

const decoders = decodersUnderTest()

describe.each(decoders)('any bytes given to the decoder of $name', ({ accepts, packets }) => {
  test('that are its own are accepted', () => {
    const random = new Random()
    const accepted = packets.filter((packet) =>
      Array.from({ length: 200 }).some(() => accepts(packet, random)),
    )
    expect(accepted).toHaveLength(packets.length)
  })

  test('are refused, or are a legal value, soon', { timeout: timeoutMs }, () => {
    let accepted = 0
    let slowestMs = 0
    const random = new Random()
    for (let seed = 1; seed <= cases / decoders.length; seed++) {
      random.seed = seed
      random.draws = 0
      const bytes = hostileBytes(random, packets)
      const started = process.cpuUsage()
      try {
        if (accepts(bytes, random)) accepted++
      } catch (error) {
        throw new Error(`seed ${seed}, bytes ${Buffer.from(bytes).toString('hex')}`, { cause: error })
      }
      slowestMs = Math.max(slowestMs, process.cpuUsage(started).user / 1_000)
    }
    expect(accepted).toBeGreaterThan(0)
    expect(slowestMs).toBeLessThan(patienceMs)
  })
})
