import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SchemaCompiler } from '../schema/compile.ts'
import { Tape } from '../schema/tape.ts'
import { describeStruct, u16 } from '../schema/types.ts'
import { depthsPerTick, InputQueue, inputLeadTicksMax, noInputDepth, repeatTicksMax } from './input-queue.ts'

const coder = new SchemaCompiler({ tickRate: 60, leapOf: () => 1 }).struct(
  describeStruct({ value: u16 }),
  'input',
)

/** A packet whose inputs carry their own tick as value. */
function receive(
  queue: InputQueue,
  newestTick: number,
  count: number,
  tick: number,
  sinceStep = 0,
  overdueTicks = 0,
): boolean {
  const tape = new Tape()
  for (let at = newestTick - count + 1; at <= newestTick; at++) tape.push(at)
  return queue.accept({ newestTick, count, shownSixteenths: 16 * (newestTick - 5) }, tape.finish(), {
    tick,
    overdueTicks,
    sinceStep,
  })
}

const taken = (queue: InputQueue, tick: number): unknown => queue.take(tick).value

describe('input queue', () => {
  test('gives each input at its tick, however early it came', () => {
    const queue = new InputQueue(coder, 2)
    receive(queue, inputLeadTicksMax, 32, 0)
    receive(queue, 32, 32, 0)
    for (let tick = 1; tick <= inputLeadTicksMax; tick++) expect(taken(queue, tick)).toBe(tick)
    expect(queue.lateCount).toBe(0)
  })

  test('repeats the last input over a gap, then lets go', () => {
    const queue = new InputQueue(coder, 2)
    receive(queue, 1, 1, 0)
    expect(taken(queue, 1)).toBe(1)
    for (let tick = 2; tick <= 1 + repeatTicksMax; tick++) expect(taken(queue, tick)).toBe(1)
    for (let tick = 2 + repeatTicksMax; tick < 40; tick++) expect(taken(queue, tick)).toBe(0)
    receive(queue, 40, 1, 39)
    expect(taken(queue, 40)).toBe(40)
  })

  test('counts what comes too late once, and applies it never', () => {
    const queue = new InputQueue(coder, 2)
    receive(queue, 1, 1, 0)
    for (let tick = 1; tick <= 5; tick++) queue.take(tick)
    receive(queue, 4, 3, 5)
    receive(queue, 4, 3, 5)
    expect(queue.lateCount).toBe(3)
    expect(taken(queue, 6)).toBe(1)
  })

  test('tells the least depth at which newer inputs came', () => {
    const queue = new InputQueue(coder, 2)
    expect(queue.depth).toBe(noInputDepth)
    receive(queue, 12, 2, 8)
    receive(queue, 14, 2, 12)
    receive(queue, 13, 2, 12)
    expect(queue.depth).toBe(2 * depthsPerTick)
    queue.startInterval()
    expect(queue.depth).toBe(2 * depthsPerTick)
    receive(queue, 16, 2, 13)
    expect(queue.depth).toBe(3 * depthsPerTick)
    queue.startInterval()
    receive(queue, 18, 2, 20)
    expect(queue.depth).toBe(-2 * depthsPerTick)
  })

  test('tells depths to an eighth of a tick, and never takes one that is just in time for one that is just late', () => {
    const depthAt = (newestTick: number, sinceStep: number) => {
      const queue = new InputQueue(coder, 2)
      receive(queue, newestTick, 2, 8, sinceStep)
      return queue.depth
    }
    expect(depthAt(10, 0)).toBe(16)
    expect(depthAt(10, 0.5)).toBe(12)
    expect(depthAt(10, 1.3)).toBe(9)
    expect(depthAt(9, 0)).toBe(8)
  })

  test('a lost packet makes the next one late by as much, a longer gap by no more', () => {
    const queue = new InputQueue(coder, 2)
    receive(queue, 12, 2, 8)
    queue.startInterval()
    receive(queue, 16, 4, 12)
    expect(queue.depth).toBe(2 * depthsPerTick)
    queue.startInterval()
    receive(queue, 36, 4, 32)
    expect(queue.depth).toBe(2 * depthsPerTick)
  })

  test('what ticks have waited for came late all the same', () => {
    const queue = new InputQueue(coder, 2)
    receive(queue, 10, 8, 2, 0.5, 9)
    expect(queue.depth).toBe(-1.5 * depthsPerTick)
    expect(queue.lateCount).toBe(0)
    expect(taken(queue, 3)).toBe(3)
  })

  test('of two inputs for a tick the first stays, and that they contradict each other is told', () => {
    const queue = new InputQueue(coder, 2)
    expect(receive(queue, 5, 5, 0)).toBe(false)
    expect(receive(queue, 6, 6, 0)).toBe(false)
    const other = new Tape()
    for (const value of [5, 6, 99, 8]) other.push(value)
    const packet = { newestTick: 8, count: 4, shownSixteenths: 0 }
    expect(queue.accept(packet, other.finish(), { tick: 0, overdueTicks: 0, sinceStep: 0 })).toBe(false)
    expect(receive(queue, 8, 8, 0)).toBe(true)
    for (let tick = 1; tick <= 6; tick++) expect(taken(queue, tick)).toBe(tick)
    expect(taken(queue, 7)).toBe(99)
    expect(receive(queue, 7, 1, 7)).toBe(true)
    expect(queue.get(6)).toEqual({ value: 6 })
    expect(queue.get(9)).toBeUndefined()
  })

  test('whatever comes in whatever order, a tick gets its own input or an earlier one, or none', () => {
    const packet = fc.record({
      ahead: fc.integer({ min: -70, max: inputLeadTicksMax }),
      count: fc.integer({ min: 1, max: 32 }),
    })
    fc.assert(
      fc.property(fc.array(fc.array(packet, { maxLength: 4 }), { maxLength: 200 }), (arrivals) => {
        const queue = new InputQueue(coder, 2)
        const onTime = new Set<number>()
        let tick = 0
        for (const packets of arrivals) {
          for (const { ahead, count } of packets) {
            receive(queue, tick + ahead, count, tick)
            for (let at = tick + ahead - count + 1; at <= tick + ahead; at++) if (at > tick) onTime.add(at)
          }
          tick++
          const value = taken(queue, tick) as number
          if (onTime.has(tick)) expect(value).toBe(tick)
          else
            expect(value === 0 || (value < tick && onTime.has(value) && tick - value <= repeatTicksMax)).toBe(
              true,
            )
        }
      }),
    )
  })
})
