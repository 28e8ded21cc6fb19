import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { curveMargin, curveScale, ticksAround } from './curve-scale.ts'

const size = { width: 400, height: 200 }
const ratings = fc.array(fc.integer({ min: 0, max: 4_000 }), { minLength: 1, maxLength: 100 })

describe('the scale of a rating curve', () => {
  it.each([
    [1000, 1000, [1000, 1001]],
    [987, 1243, [900, 1000, 1100, 1200, 1300]],
    [0, 4, [0, 1, 2, 3, 4]],
  ])('from %d to %d has few and round marks', (min, max, marks) => {
    expect(ticksAround(min, max)).toEqual(marks)
  })

  it('has every point between the marks and within the axes', () => {
    fc.assert(
      fc.property(ratings, (values) => {
        const { x, y, ticks } = curveScale(values, size)
        const steps = new Set(ticks.slice(1).map((tick, i) => tick - (ticks[i] as number)))
        expect(steps.size).toBe(1)
        expect(ticks.length).toBeGreaterThanOrEqual(2)
        expect(ticks.length).toBeLessThanOrEqual(6)
        for (const [index, value] of values.entries()) {
          expect(x(index)).toBeGreaterThanOrEqual(curveMargin.left)
          expect(x(index)).toBeLessThanOrEqual(size.width - curveMargin.right)
          expect(y(value)).toBeGreaterThanOrEqual(curveMargin.top)
          expect(y(value)).toBeLessThanOrEqual(size.height - curveMargin.bottom)
        }
      }),
    )
  })

  it('finds the point under the pointer, and the nearest one outside', () => {
    fc.assert(
      fc.property(ratings, (values) => {
        const { x, indexAt } = curveScale(values, size)
        for (const index of values.keys()) expect(indexAt(x(index))).toBe(index)
        expect(indexAt(-50)).toBe(0)
        expect(indexAt(9_999)).toBe(values.length - 1)
      }),
    )
  })

  it('puts higher values higher, and a single one in the middle', () => {
    const { y } = curveScale([900, 1100], size)
    expect(y(1100)).toBeLessThan(y(900))
    expect(curveScale([1000], size).x(0)).toBe((curveMargin.left + size.width - curveMargin.right) / 2)
  })
})
