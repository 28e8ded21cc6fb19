import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isLive, isOverdue, next, type Session, type SessionEvent } from './session.ts'

const expected: Session = { state: 'expected', deadlineMs: 100 }
const connected: Session = { state: 'connected' }
const disconnected: Session = { state: 'disconnected', deadlineMs: 100 }
const left: Session = { state: 'left' }
const removed: Session = { state: 'removed' }

describe('a session', () => {
  it.each<[Session, SessionEvent, Session]>([
    [expected, 'hello', connected],
    [expected, 'packet', expected],
    [expected, 'disconnect', expected],
    [expected, 'leave', left],
    [connected, 'hello', connected],
    [connected, 'packet', connected],
    [connected, 'disconnect', { state: 'disconnected', deadlineMs: 500 }],
    [connected, 'leave', left],
    [connected, 'remove', removed],
    [disconnected, 'hello', connected],
    [disconnected, 'packet', connected],
    [disconnected, 'disconnect', disconnected],
    [disconnected, 'leave', left],
  ])('in %o on %s becomes %o', (session, event, outcome) => {
    expect(next(session, event, 500)).toEqual(outcome)
  })

  it('ends for good', () => {
    const events = fc.constantFrom<SessionEvent>('hello', 'packet', 'disconnect', 'leave', 'remove')
    fc.assert(
      fc.property(fc.array(events), fc.constantFrom(left, removed), (sequence, end) => {
        expect(sequence.reduce<Session>((session, event) => next(session, event, 500), end)).toBe(end)
      }),
    )
    expect([left, removed, expected, connected, disconnected].map(isLive)).toEqual([
      false,
      false,
      true,
      true,
      true,
    ])
  })

  it('keeps a seat until its deadline', () => {
    expect([99, 100].map((nowMs) => isOverdue(disconnected, nowMs))).toEqual([false, true])
    expect(isOverdue(connected, 1e12)).toBe(false)
  })
})
