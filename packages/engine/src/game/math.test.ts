import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { math } from './math.ts'

const angles = fc.double({ min: -100_000, max: 100_000, noNaN: true })
const lengths = fc.double({ min: -1e6, max: 1e6, noNaN: true })

describe('deterministic mathematics', () => {
  test('sin and cos are right', () => {
    fc.assert(
      fc.property(angles, (angle) => {
        expect(Math.abs(math.sin(angle) - Math.sin(angle))).toBeLessThan(1e-10)
        expect(Math.abs(math.cos(angle) - Math.cos(angle))).toBeLessThan(1e-10)
      }),
    )
  })

  test('atan2 is right in all quadrants', () => {
    fc.assert(
      fc.property(lengths, lengths, (y, x) => {
        expect(math.atan2(y, x)).toBeCloseTo(Math.atan2(y + 0, x + 0), 12)
      }),
    )
  })

  test('the turn between two angles is the short one', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -20, max: 20, noNaN: true }),
        fc.double({ min: -20, max: 20, noNaN: true }),
        (from, to) => {
          const turn = math.turnBetween(from, to)
          expect(Math.abs(turn)).toBeLessThanOrEqual(Math.PI + 1e-9)
          expect(Math.cos(from + turn)).toBeCloseTo(Math.cos(to), 9)
        },
      ),
    )
  })

  test('gives the same bits on every machine', () => {
    const view = new DataView(new ArrayBuffer(8))
    let hash = 0
    for (let index = -2000; index < 2000; index++) {
      const x = index * 0.37
      for (const value of [
        math.sin(x),
        math.cos(x),
        math.atan2(x, 3 - index),
        math.hypot(x, 2),
        math.turnBetween(0, x),
      ]) {
        view.setFloat64(0, value)
        hash = Math.imul(hash ^ view.getUint32(0), 0x01000193) ^ view.getUint32(4)
      }
    }
    expect(hash >>> 0).toBe(3_639_260_334)
  })
})
