import { CommandRejected } from '@gameserver/engine'
import { expect, test } from 'vitest'
import { CommandIntake } from './command-intake.ts'
import type { Member } from './roster.ts'

const payload = new Uint8Array()

/** A player whose command of kind 1 is refused; what is done and told. */
function start() {
  const done: number[] = []
  const told: string[] = []
  const member = { slot: 3, commandSequence: 0 } as Member
  const intake = new CommandIntake({
    apply: (_member, { kind }) => {
      if (kind === 1) return CommandRejected.refused('no seeds')
      done.push(kind)
      return undefined
    },
    tell: (_member, sequence, outcome) => told.push(`${sequence} ${outcome?.reason ?? 'done'}`),
  })
  const take = (sequence: number, kind = sequence, nowMs = 0) =>
    intake.take(member, sequence, { kind, payload }, nowMs)
  return { done, told, take, member }
}

test('each command is done once, and its outcome told again', () => {
  const { done, told, take } = start()
  expect([take(1, 4), take(2, 1), take(1, 4), take(2, 1), take(3, 5)]).toEqual([
    undefined,
    'refused',
    'duplicate',
    'duplicate',
    undefined,
  ])
  expect(done).toEqual([4, 5])
  expect(told).toEqual(['1 done', '2 refused', '1 done', '2 refused', '3 done'])
})

test('what comes before its turn is neither done nor answered', () => {
  const { done, told, take, member } = start()
  expect(take(2, 5)).toBe('out_of_order')
  expect(take(1, 4)).toBeUndefined()
  expect(take(2, 5)).toBeUndefined()
  expect({ done, told, taken: member.commandSequence }).toEqual({
    done: [4, 5],
    told: ['1 done', '2 done'],
    taken: 2,
  })
})

test('a player may ask for so much only', () => {
  const { take, done } = start()
  const reasons = Array.from({ length: 50 }, (_, index) => take(index + 1, 7))
  expect(reasons.filter((reason) => reason === 'command_rate')).toHaveLength(10)
  expect(done).toHaveLength(40)
  expect(take(51, 7, 1_000)).toBeUndefined()
})

test('of what is long past the outcome is not known', () => {
  const { take, told } = start()
  for (let sequence = 1; sequence <= 70; sequence++) take(sequence, 7, sequence * 100)
  told.length = 0
  take(6)
  take(7)
  expect(told).toEqual(['6 outcome_unknown', '7 done'])
})
