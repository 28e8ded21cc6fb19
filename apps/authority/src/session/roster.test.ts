import { create } from '@bufbuild/protobuf'
import { StandingMemberSchema } from '@gameserver/protocol/generated/gameserver/v1/journal_pb'
import { expect, it } from 'vitest'
import { type Member, Roster } from './roster.ts'

const seats = ['a', 'b'].map((playerId, slot) => ({ playerId, slot, name: playerId, team: 0, role: null }))

function made() {
  const roster = new Roster(seats, { seatWindowMs: 1_000, firstDeadlineMs: 5_000, nowMs: 0 })
  const [a, b] = [roster.byPlayer('a') as Member, roster.byPlayer('b') as Member]
  return { roster, a, b }
}

it('waits for those who may yet come, and not for those who left', () => {
  const { roster, a, b } = made()
  roster.apply(a, 'hello', 0)
  expect(roster.isAllThere).toBe(false)
  roster.apply(b, 'leave', 0)
  expect(roster.isAllThere).toBe(true)
  roster.apply(a, 'disconnect', 0)
  expect([roster.isAllThere, roster.isDeserted]).toEqual([false, false])
  roster.apply(a, 'leave', 0)
  expect([roster.isAllThere, roster.isDeserted]).toEqual([false, true])
})

it('knows whose time is up', () => {
  const { roster, a, b } = made()
  roster.apply(a, 'hello', 0)
  roster.apply(a, 'disconnect', 2_000)
  expect(roster.overdue(2_999)).toEqual([])
  expect(roster.overdue(3_000)).toEqual([a])
  expect(roster.overdue(5_000)).toEqual([a, b])
})

it('sums the time that players were there', () => {
  const { roster, a, b } = made()
  roster.apply(a, 'hello', 1_000)
  roster.apply(b, 'hello', 2_000)
  roster.apply(a, 'disconnect', 5_000)
  expect(roster.playedSeconds(6_000)).toBeCloseTo(4 + 4)
})

it('is the same with another owner, whose clock is another', () => {
  const { roster, a, b } = made()
  roster.apply(a, 'hello', 1_000)
  a.hasPlayed = true
  Object.assign(a, { commandSequence: 7, chatSequence: 3 })
  roster.apply(b, 'hello', 1_000)
  roster.apply(b, 'disconnect', 4_000)
  const members = roster.standing(4_600).map((member) => create(StandingMemberSchema, member))
  const standing = { members, playedSeconds: roster.playedSeconds(4_600) }
  const next = Roster.restored(standing, { seatWindowMs: 1_000, nowMs: 90_000 })
  expect(next.byPlayer('a')).toEqual(a)
  expect(next.byPlayer('b')?.session).toEqual({ state: 'disconnected', deadlineMs: 90_400 })
  expect([next.connected, next.connectedIds]).toEqual([1, ['a']])
  expect(next.playedSeconds(91_000)).toBeCloseTo(3 + 3.6 + 1)
})
