import fc from 'fast-check'
import { expect, test } from 'vitest'
import { UnderstoodTicks } from './understood-ticks.ts'

test('the newest tick and a bit for each of the 32 snapshots before it, in whatever order they came', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 1, maxLength: 60 }), (snapshots) => {
      const understood = new UnderstoodTicks(2)
      const added = new Set<number>()
      let newest = 0
      for (const snapshot of snapshots) {
        // One that is older than all that can be told when it comes is not told later either.
        if (newest - snapshot <= 32) added.add(snapshot)
        newest = Math.max(newest, snapshot)
        understood.add(snapshot * 2)
      }
      const told = [newest]
      for (let bit = 0; bit < 32; bit++) if ((understood.mask >>> bit) & 1) told.push(newest - bit - 1)
      const expected = [...added].filter((snapshot) => newest - snapshot <= 32)
      expect(understood.newestTick).toBe(newest * 2)
      expect(new Set(told)).toEqual(new Set(expected))
    }),
  )
})
