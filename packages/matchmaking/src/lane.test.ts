import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Lane } from './lane.ts'

it('finds the nearest that stay, whoever left', () => {
  const points = Float64Array.from([10, 20, 20, 30, 40, 50, 60])
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 1, max: 7 })),
      fc.integer({ min: 0, max: 70 }),
      (leaving, rating) => {
        const lane = new Lane({ players: 1, low: 0, high: 0, roles: 0 }, Int32Array.from(points.keys()))
        for (const place of leaving) lane.remove(place)
        const staying = [1, 2, 3, 4, 5, 6, 7].filter((place) => !leaving.includes(place))
        const place = lane.placeOf(points, rating)
        const isBelow = (at: number) => (points[lane.idAt(at)] ?? 0) < rating
        expect(lane.stayingFrom(place)).toBe(staying.find((at) => !isBelow(at)) ?? 8)
        expect(lane.stayingUpTo(place - 1)).toBe(staying.findLast(isBelow) ?? 0)
      },
    ),
  )
})
