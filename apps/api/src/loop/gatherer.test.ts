import { StorageUnavailable } from '@gameserver/storage/deadline'
import { expect, test } from 'vitest'
import { Gatherer } from './gatherer.ts'

const limits = { perBatchMax: 3, waitingMax: 100 }
const settled = async (answers: Promise<unknown>[]) =>
  (await Promise.allSettled(answers)).map((one) => (one.status === 'fulfilled' ? one.value : 'failed'))

test('what comes while a batch is under way gathers for the next one, in order', async () => {
  const batches: number[][] = []
  let go = () => {}
  const gatherer = new Gatherer<number, number>({
    ...limits,
    answerAll: async (asks) => {
      batches.push([...asks])
      await new Promise<void>((resolve) => {
        go = resolve
      })
      return asks.map((ask) => ask * 10)
    },
  })
  const first = gatherer.ask(1)
  await expect.poll(() => batches.length).toBe(1)
  const others = [2, 3, 4, 5].map((ask) => gatherer.ask(ask))
  go()
  await expect.poll(() => batches.length).toBe(2)
  go()
  await expect.poll(() => batches.length).toBe(3)
  go()
  expect(await Promise.all([first, ...others])).toEqual([10, 20, 30, 40, 50])
  expect(batches).toEqual([[1], [2, 3, 4], [5]])
})

test('what is wrong with one of them is no failure of the others', async () => {
  const gatherer = new Gatherer<number, number>({
    ...limits,
    answerAll: async (asks) => {
      if (asks.includes(2)) throw new Error('two')
      return asks
    },
  })
  expect(await settled([1, 2, 3, 4].map((ask) => gatherer.ask(ask)))).toEqual([1, 'failed', 3, 4])
})

test('while storage is away, it is asked once a batch', async () => {
  let asked = 0
  const gatherer = new Gatherer<number, number>({
    ...limits,
    answerAll: async () => {
      asked++
      throw new StorageUnavailable('away')
    },
  })
  expect(await settled([1, 2, 3].map((ask) => gatherer.ask(ask)))).toEqual(['failed', 'failed', 'failed'])
  expect(asked).toBe(1)
})

test('who comes while storage does not answer waits no longer than who asked first', async () => {
  const batches: number[][] = []
  let giveUp = () => {}
  const gatherer = new Gatherer<number, number>({
    ...limits,
    answerAll: async (asks) => {
      batches.push([...asks])
      if (asks.length > 1) throw new Error('one of them is wrong')
      await new Promise<void>((resolve) => {
        giveUp = resolve
      })
      throw new StorageUnavailable('away')
    },
  })
  const first = settled([1, 2].map((ask) => gatherer.ask(ask)))
  await expect.poll(() => batches.length).toBe(2)
  const others = settled([3, 4, 5, 6].map((ask) => gatherer.ask(ask)))
  giveUp()
  expect([...(await first), ...(await others)]).toEqual(Array(6).fill('failed'))
  expect(batches).toEqual([[1, 2], [1]])
})

test('who would have to wait for too long is refused', async () => {
  const gatherer = new Gatherer<number, number>({ ...limits, waitingMax: 2, answerAll: async (asks) => asks })
  const answers = [gatherer.ask(1), gatherer.ask(2)]
  expect(() => gatherer.ask(3)).toThrow('Too many ask at once')
  expect(await Promise.all(answers)).toEqual([1, 2])
})
