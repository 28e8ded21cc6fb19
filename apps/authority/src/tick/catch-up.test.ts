import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { CatchUp } from './catch-up.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

/** A match of 60 ticks a second whose last tick, the 100th, was made so long ago. */
function behind(agoMs: number, isTold = true) {
  const heard = new Set<number>()
  const made: { ticks: number; inMs: number }[] = []
  const catchUp = new CatchUp({
    tick: 100,
    madeMs: performance.now() - agoMs,
    tickRate: 60,
    nowMs: () => performance.now(),
    hasInputs: (tick) => heard.has(tick),
    expect: () => {},
    due: (ticks, nextMs) => made.push({ ticks, inMs: Math.round(nextMs - performance.now()) }),
  })
  if (isTold) catchUp.told()
  const hear = (from: number, to: number) => {
    for (let tick = from; tick <= to; tick++) heard.add(tick)
    catchUp.heard()
  }
  return { catchUp, hear, made }
}

it('makes all ticks that are due once the inputs for them are there', () => {
  const { catchUp, hear, made } = behind(508)
  expect(catchUp.dueTick).toBe(130)
  hear(101, 129)
  vi.advanceTimersByTime(20)
  expect(made).toEqual([])
  // Meanwhile another one is due.
  hear(130, 130)
  expect(made).toEqual([])
  hear(131, 131)
  expect(made).toEqual([{ ticks: 31, inMs: 5 }])
  vi.advanceTimersByTime(1_000)
  expect(made).toHaveLength(1)
})

it('makes none before the players know that it goes on, though all inputs are there', () => {
  const { catchUp, hear, made } = behind(508, false)
  hear(101, 140)
  expect(made).toEqual([])
  catchUp.told()
  expect(made).toEqual([{ ticks: 30, inMs: 9 }])
})

it('waits for nobody any longer than a moment', () => {
  const { made } = behind(500)
  vi.advanceTimersByTime(249)
  expect(made).toEqual([])
  vi.advanceTimersByTime(1)
  expect(made).toEqual([{ ticks: 45, inMs: 17 }])
})

it('makes up for two seconds at most, and then goes on at once', () => {
  const { catchUp, hear, made } = behind(60_000)
  expect(catchUp.dueTick).toBe(220)
  hear(101, 220)
  expect(made).toEqual([{ ticks: 120, inMs: 0 }])
})

it('has nothing to do when it is stopped', () => {
  const { catchUp, made } = behind(500)
  catchUp.stop()
  vi.advanceTimersByTime(1_000)
  expect(made).toEqual([])
})
