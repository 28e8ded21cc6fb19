import { pino } from 'pino'
import { expect, test } from 'vitest'
import { HandoverLine } from './handover-line.ts'

const silent = pino({ level: 'silent' })
const turn = async () => true

test('one at a time, and each that is in line once', async () => {
  const line = new HandoverLine(silent)
  const went: string[] = []
  let release = () => {}
  const first = {
    turn,
    handOver() {
      went.push('first')
      return new Promise<void>((resolve) => {
        release = resolve
      })
    },
  }
  const second = { turn, handOver: async () => void went.push('second') }
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
  line.add('failing', { turn, handOver: () => Promise.reject(new Error('not today')) })
  line.add('next', { turn, handOver: async () => void went.push('next') })
  await expect.poll(() => went).toEqual(['next'])
  expect(told).toMatchObject([
    { msg: 'match not handed over', matchId: 'failing', err: { message: 'not today' } },
  ])
  line.add('failing', { turn, handOver: async () => void went.push('failing') })
  await expect.poll(() => went).toEqual(['next', 'failing'])
})

test('none at once: others may still be entering their rooms', async () => {
  const line = new HandoverLine(silent)
  const beganMs = performance.now()
  let wentMs: number | undefined
  line.add('first', {
    turn,
    handOver: async () => {
      wentMs = performance.now()
    },
  })
  await expect.poll(() => wentMs).toBeGreaterThan(beganMs + 150)
})

test('each when it is its turn, or where nobody can be asked', async () => {
  const line = new HandoverLine(silent)
  const went: string[] = []
  let asked = 0
  line.add('patient', { turn: async () => ++asked === 3, handOver: async () => void went.push('patient') })
  line.add('alone', {
    turn: () => Promise.reject(new Error('Redis is away')),
    handOver: async () => void went.push('alone'),
  })
  await expect.poll(() => went).toEqual(['patient', 'alone'])
  expect(asked).toBeGreaterThan(1)
})
