import { expect, test } from 'vitest'
import { readLoss } from './loss.ts'

test('options of the bots may stand around it', () => {
  expect(readLoss(['--game', 'arena', '--loss', '2', '--players', '16', '--json'])).toEqual({
    percent: 2,
    burst: 1,
  })
  expect(readLoss(['--burst=3', '--loss=0.5'])).toEqual({ percent: 0.5, burst: 3 })
  expect(readLoss(['--loss', '0'])).toEqual({ percent: 0, burst: 1 })
})

test('without it the network stays as it is', () => {
  expect(readLoss(['--game', 'arena'])).toBeUndefined()
})

test.each([
  [['--loss', '21'], '0 to 20 percent'],
  [['--loss', '-1'], '0 to 20 percent'],
  [['--loss', 'some'], '0 to 20 percent'],
  [['--loss', ''], '0 to 20 percent'],
  [['--loss'], 'argument missing'],
  [['--loss', '2', '--burst', '0'], '1 to 10 packets'],
  [['--burst', '3'], '--burst goes with --loss'],
])('%j is refused in words', (options, words) => {
  expect(() => readLoss(options)).toThrow(words)
})
