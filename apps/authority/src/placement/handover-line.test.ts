import { pino } from 'pino'
import { expect, test } from 'vitest'
import { HandoverLine } from './handover-line.ts'

test('one at a time, and each that is in line once', async () => {
  const line = new HandoverLine(pino({ level: 'silent' }))
  const went: string[] = []
  let release = () => {}
  const first = () => {
    went.push('first')
    return new Promise<void>((resolve) => {
      release = resolve
    })
  }
  const second = async () => void went.push('second')
  line.add('first', first)
  line.add('first', first)
  line.add('second', second)
  await expect.poll(() => went).toEqual(['first'])
  release()
  await expect.poll(() => went).toEqual(['first', 'second'])
  line.add('first', first)
  await expect.poll(() => went).toEqual(['first', 'second', 'first'])
})

test('one that fails is told of, holds none of the others up, and comes again', async () => {
  const told: { msg: string; matchId: string; err: { message: string } }[] = []
  const line = new HandoverLine(pino({}, { write: (text: string) => void told.push(JSON.parse(text)) }))
  const went: string[] = []
  line.add('failing', () => Promise.reject(new Error('not today')))
  line.add('next', async () => void went.push('next'))
  await expect.poll(() => went).toEqual(['next'])
  expect(told).toMatchObject([
    { msg: 'match not handed over', matchId: 'failing', err: { message: 'not today' } },
  ])
  line.add('failing', async () => void went.push('failing'))
  await expect.poll(() => went).toEqual(['next', 'failing'])
})
