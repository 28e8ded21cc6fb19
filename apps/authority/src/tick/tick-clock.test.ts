import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { catchUpTicksMax, TickClock, type Ticking } from './tick-clock.ts'

class Counted implements Ticking {
  ticks = 0
  lost = 0
  calls: number[] = []
  error: unknown
  advance(ticks: number): void {
    this.ticks += ticks
    this.calls.push(ticks)
  }
  skipped(ticks: number): void {
    this.lost += ticks
  }
  failed(error: unknown): void {
    this.error = error
  }
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

describe('TickClock', () => {
  it('makes as many ticks as the rate says, however long it runs', () => {
    const clock = new TickClock()
    const match = new Counted()
    clock.start(match, 60)
    vi.advanceTimersByTime(100_000)
    expect(match.ticks).toBeGreaterThanOrEqual(5_998)
    expect(match.ticks).toBeLessThanOrEqual(6_000)
    expect(match.lost).toBe(0)
    clock.stop(match)
  })

  it('makes no tick while it may not, and then as many as after a stall', () => {
    let mayTick = true
    const clock = new TickClock(undefined, () => mayTick)
    const match = new Counted()
    clock.start(match, 60)
    vi.advanceTimersByTime(1_000)
    const { ticks } = match
    mayTick = false
    vi.advanceTimersByTime(500)
    expect(match.ticks).toBe(ticks)
    clock.takeLateMs()
    mayTick = true
    vi.advanceTimersByTime(10)
    expect(match.ticks).toBe(ticks + catchUpTicksMax)
    expect(match.lost).toBeGreaterThanOrEqual(19)
    expect(clock.takeLateMs()).toBeGreaterThan(400)
    vi.advanceTimersByTime(1_000)
    expect(clock.takeLateMs()).toBeLessThan(2)
    clock.stop(match)
  })

  it('spreads matches over the period', () => {
    let nowMs = 0
    const clock = new TickClock(() => nowMs)
    const matches = Array.from({ length: 8 }, () => new Counted())
    for (const match of matches) clock.start(match, 10)
    const first = new Map<Counted, number>()
    for (nowMs = 100; nowMs < 200; nowMs++) {
      clock.wake()
      for (const match of matches) if (match.ticks > 0 && !first.has(match)) first.set(match, nowMs)
    }
    const times = [...first.values()].sort((a, b) => a - b)
    const gaps = times.slice(1).map((time, index) => time - (times[index] as number))
    expect(Math.min(...gaps)).toBeGreaterThan(4)
    for (const match of matches) clock.stop(match)
  })

  it('makes up for a short stall and skips what is beyond', () => {
    let nowMs = 0
    const clock = new TickClock(() => nowMs)
    const match = new Counted()
    clock.start(match, 100)
    nowMs = 10
    clock.wake()
    expect(match.ticks).toBe(1)
    nowMs += 50
    clock.wake()
    expect([match.ticks, match.lost]).toEqual([6, 0])
    nowMs += 1_000
    clock.wake()
    expect([match.ticks, match.lost]).toEqual([6 + catchUpTicksMax, 100 - catchUpTicksMax])
    nowMs += 10
    clock.wake()
    expect(match.calls.at(-1)).toBe(1)
    clock.stop(match)
  })

  it('drops a match that throws, and goes on with the others', () => {
    let nowMs = 0
    const clock = new TickClock(() => nowMs)
    const bad = new Counted()
    const good = new Counted()
    const error = new Error('a bug in the game')
    bad.advance = () => {
      throw error
    }
    clock.start(bad, 100)
    clock.start(good, 100)
    nowMs = 100
    clock.wake()
    nowMs = 200
    clock.wake()
    expect(bad.error).toBe(error)
    expect(good.ticks).toBeGreaterThan(15)
    expect(clock.size).toBe(1)
    clock.stop(good)
  })

  it('has no timer when there is no match', () => {
    const clock = new TickClock()
    const match = new Counted()
    clock.start(match, 60)
    clock.stop(match)
    expect(vi.getTimerCount()).toBe(0)
  })
})
