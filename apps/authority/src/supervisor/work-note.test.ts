import { afterEach, describe, expect, it } from 'vitest'
import { WorkFile } from './work-file.ts'
import { WorkNote } from './work-note.ts'

const file = new WorkFile()
const note = new WorkNote(file.descriptor)
afterEach(() => expect(file.read()).toBeUndefined())

describe('what a process is at', () => {
  it('can be read while it is at it, and not afterwards', () => {
    const matchId = '3f1c1f0e-8a53-4a52-9a63-0c8e1d6b7a11'
    const work = { game: 'a-game-with-a-name-of-32-letters', matchId }
    expect(note.on(work)(() => file.read())).toEqual(work)
    expect(note.on({ game: 'duel' })(() => file.read())).toEqual({ game: 'duel' })
  })

  it('is cleared when it throws', () => {
    const work = { game: 'arena', matchId: 'one' }
    const fail = () => {
      expect(note.current).toEqual(work)
      throw new Error('a mistake of the game')
    }
    expect(() => note.on(work)(fail)).toThrow('a mistake of the game')
    expect(note.current).toBeUndefined()
  })

  it('stays what it is while more of the same is done', () => {
    const run = note.on({ game: 'arena', matchId: 'one' })
    run(() => {
      run(() => {})
      expect(file.read()).toEqual({ game: 'arena', matchId: 'one' })
    })
  })

  it('can be noted for what takes its time', () => {
    note.write({ game: 'arena' })
    note.write({ game: 'duel' })
    expect(file.read()).toEqual({ game: 'duel' })
    note.clear()
  })

  it('is noted in no more than some microseconds', () => {
    const run = note.on({ game: 'arena', matchId: 'one' })
    const rounds = 2_000
    const batchMs = () => {
      const beganMs = performance.now()
      for (let round = 0; round < rounds; round++) run(() => {})
      return performance.now() - beganMs
    }
    // About 2 µs; a busy machine is given ten times that. It may stand still in some of the batches, not in all.
    const leastMs = Math.min(...Array.from({ length: 20 }, batchMs))
    expect((leastMs / rounds) * 1_000).toBeLessThan(20)
  })
})
