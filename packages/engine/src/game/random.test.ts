import { expect, test } from 'vitest'
import { Random } from './random.ts'

test('the same seed draws the same, and draws can be resumed', () => {
  const first = new Random()
  first.seed = 42
  const drawn = Array.from({ length: 6 }, () => first.int(1000))
  expect(drawn).toEqual([156, 128, 33, 75, 706, 211])
  const resumed = new Random()
  resumed.seed = 42
  resumed.draws = 3
  expect(Array.from({ length: 3 }, () => resumed.int(1000))).toEqual(drawn.slice(3))
})

test('draws are spread evenly, for neighbouring seeds too', () => {
  const counts = new Array<number>(16).fill(0)
  for (let seed = 0; seed < 1000; seed++) {
    const random = new Random()
    random.seed = seed
    for (let draw = 0; draw < 16; draw++) {
      const drawn = random.int(16)
      counts[drawn] = (counts[drawn] as number) + 1
    }
  }
  // Chi-squared with 15 degrees of freedom: above 38 in one of a thousand cases.
  const chiSquared = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)
  expect(chiSquared).toBeLessThan(38)
})
