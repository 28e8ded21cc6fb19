import { expect, test } from 'vitest'
import { OptionsError, readOptions } from './options.ts'

const away = ['--api-url', 'http://127.0.0.1:1']

test('addresses given on the command line are used', () => {
  const options = readOptions([...away, '--authority-url', 'http://a', '--authority-url', 'http://b'])
  expect(options.apiUrl).toBe('http://127.0.0.1:1')
  expect(options.authorityUrls).toEqual(['http://a', 'http://b'])
})

test('no more processes than bots', () => {
  expect(readOptions([...away, '--players', '2', '--processes', '8']).processes).toBe(2)
})

test('the loss of the network is kept for the report', () => {
  expect(readOptions([...away, '--loss', '2.5', '--burst', '3']).lossPercent).toBe(2.5)
  expect(readOptions(away)).not.toHaveProperty('lossPercent')
})

test.each([
  [['--game', 'chess'], 'no game is called chess'],
  [['--players', '7', '--matches', '2'], 'evenly'],
  [['--players', '128'], 'takes 2 to 100 bots'],
  [['--players', '1'], 'takes 2 to 100 bots'],
  [['--players', '100', '--with-people'], 'takes 1 to 99 bots'],
])('%j is refused in words', (argv, words) => {
  expect(() => readOptions([...away, ...argv])).toThrow(OptionsError)
  expect(() => readOptions([...away, ...argv])).toThrow(words)
})
