import { Histogram } from '@gameserver/client'
import { expect, test } from 'vitest'
import type { Progress } from './messages.ts'
import { ProgressLine } from './progress-line.ts'

function progress(...latenciesMs: number[]): Progress {
  const latency = new Histogram()
  for (const ms of latenciesMs) latency.add(ms)
  return {
    waiting: 0,
    playing: 8,
    done: 0,
    ticksPerSecondMin: 60,
    inputToStateCounts: [...latency.counts],
  }
}

function lineOn(isLive: boolean) {
  const written: string[] = []
  return { written, line: new ProgressLine({ isLive, write: (text) => void written.push(text) }) }
}

test('a line tells of the latencies since the line before, of all processes', () => {
  const { line, written } = lineOn(false)
  line.update(0, progress(200), 0)
  line.update(1, progress(40), 100)
  line.update(0, progress(50, 50), 2_500)
  line.update(1, progress(), 5_000)
  line.update(0, progress(), 10_000)
  expect(written).toEqual([
    'bots: 0 waiting, 8 playing, 60.0 ticks/s, input to state 201 ms (p99 201)\n',
    'bots: 0 waiting, 16 playing, 60.0 ticks/s, input to state 51 ms (p99 51)\n',
    'bots: 0 waiting, 16 playing, 60.0 ticks/s\n',
  ])
})

test('where somebody watches, the line is written over once a second', () => {
  const { line, written } = lineOn(true)
  for (let atMs = 0; atMs <= 2_000; atMs += 250) line.update(0, progress(), atMs)
  expect(written).toHaveLength(3)
  expect(written[0]).toMatch(/^\r/)
  line.end()
  expect(written[3]).toBe('\r\x1b[K')
})
