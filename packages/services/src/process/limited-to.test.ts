import { expect, test } from 'vitest'
import { limitedTo } from './limited-to.ts'

test('no more than so many run at a time, begun in their order, whether the others end well or badly', async () => {
  const within = limitedTo(2)
  const begun: number[] = []
  const ends: (() => void)[] = []
  const works = [0, 1, 2, 3].map((number) =>
    within(async () => {
      begun.push(number)
      await new Promise<void>((resolve) => ends.push(resolve))
      if (number === 0) throw new Error('a bad end')
      return number
    }),
  )
  expect(begun).toEqual([0, 1])
  ends[0]?.()
  await expect(works[0]).rejects.toThrow('a bad end')
  expect(begun).toEqual([0, 1, 2])
  ends[1]?.()
  expect(await works[1]).toBe(1)
  expect(begun).toEqual([0, 1, 2, 3])
  for (const end of ends) end()
  expect(await Promise.all(works.slice(1))).toEqual([1, 2, 3])
})
