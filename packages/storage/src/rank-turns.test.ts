import { describe, expect, it, vi } from 'vitest'
import { StorageUnavailable } from './deadline.ts'
import { RankTurns } from './rank-turns.ts'

const after = (ms: number, outcome: () => number) => () =>
  new Promise<number>((resolve, reject) =>
    setTimeout(() => {
      try {
        resolve(outcome())
      } catch (error) {
        reject(error)
      }
    }, ms),
  )

describe('ranks asked of Postgres', () => {
  it('are read one after the other, and not by who would wait for too long', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] })
    const turns = new RankTurns()
    let reading = 0
    let readingMost = 0
    const ask = (board = 'a') =>
      turns
        .take(board, async () => {
          readingMost = Math.max(readingMost, ++reading)
          await after(140, () => reading--)()
          return 'read'
        })
        .catch((error: unknown) => (error instanceof StorageUnavailable ? 'refused' : error))
    const asked = Promise.all([ask(), ask(), ask(), ask(), ask()])
    await vi.advanceTimersByTimeAsync(500)
    expect(await asked).toEqual(['read', 'read', 'read', 'refused', 'refused'])
    expect(readingMost).toBe(1)
    const boards = Promise.all([ask('a'), ask('b')])
    await vi.advanceTimersByTimeAsync(140)
    expect(await boards).toEqual(['read', 'read'])
    vi.useRealTimers()
  })

  it('are left alone for a second when Postgres did not manage, and go on after another error', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] })
    const turns = new RankTurns()
    let reads = 0
    const failing = (error: Error) => () => {
      reads++
      return Promise.reject(error)
    }
    const late = new StorageUnavailable('late')
    const first = Promise.allSettled([turns.take('a', failing(late)), turns.take('a', failing(late))])
    expect((await first).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    await expect(turns.take('a', failing(late))).rejects.toThrow('too many')
    expect(reads).toBe(1)
    await vi.advanceTimersByTimeAsync(1_001)
    await expect(turns.take('a', failing(new Error('wrong')))).rejects.toThrow('wrong')
    expect(await turns.take('a', async () => 7)).toBe(7)
    vi.useRealTimers()
  })
})
