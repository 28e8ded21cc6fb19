import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Member } from './roster.ts'
import { UnaskedGreetings } from './unasked-greetings.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const memberOf = (slot: number, state: 'connected' | 'expected' = 'connected') =>
  ({ slot, session: { state, deadlineMs: 0 } }) as Member

function greetingsOf(members: readonly Member[]) {
  const greeted: number[] = []
  const greetings = new UnaskedGreetings(members, ({ slot }) => greeted.push(slot))
  return { greeted, greetings }
}

it('greets who is connected', () => {
  const { greeted } = greetingsOf([memberOf(0), memberOf(1, 'expected'), memberOf(2)])
  expect(greeted).toEqual([0, 2])
})

it('greets those again who say nothing, some times', () => {
  const members = [memberOf(0), memberOf(1)] as const
  const { greeted, greetings } = greetingsOf(members)
  vi.advanceTimersByTime(100)
  greetings.heard(members[0])
  vi.advanceTimersByTime(50)
  expect(greeted).toEqual([0, 1, 1])
  vi.advanceTimersByTime(60_000)
  expect(greeted).toEqual([0, 1, 1, 1, 1, 1])
})

it('does not greet who is gone, or has left a match that is over', () => {
  const members = [memberOf(0), memberOf(1)] as const
  const { greeted, greetings } = greetingsOf(members)
  members[0].session = { state: 'disconnected', deadlineMs: 0 }
  vi.advanceTimersByTime(120)
  expect(greeted).toEqual([0, 1, 1])
  greetings.stop()
  vi.advanceTimersByTime(60_000)
  expect(greeted).toEqual([0, 1, 1])
})
