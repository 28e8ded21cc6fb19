import { expect, test } from 'vitest'
import { CommandError } from './command-error.ts'
import { CommandOutbox } from './command-outbox.ts'

const packet = { kind: 0, payload: new Uint8Array() }
const numbersOf = (outbox: CommandOutbox) => outbox.unanswered.map(({ sequence }) => sequence)

test('a command stays until its outcome is told', async () => {
  const outbox = new CommandOutbox()
  const [first, second, third] = [outbox.add(packet), outbox.add(packet), outbox.add(packet)]
  outbox.answered(2, new CommandError('refused', 'no seeds'))
  expect(numbersOf(outbox)).toEqual([1, 3])
  await expect(second.outcome).rejects.toMatchObject({ reason: 'refused', message: 'no seeds' })
  outbox.answered(1, undefined)
  await first.outcome
  outbox.close()
  await expect(third.outcome).rejects.toMatchObject({ reason: 'closed' })
})

test('commands are numbered after those of an earlier visit', () => {
  const outbox = new CommandOutbox()
  outbox.resume(7)
  expect(outbox.add(packet).command?.sequence).toBe(8)
})

test('an owner that knows of fewer commands takes those that wait as its next ones', () => {
  const outbox = new CommandOutbox()
  for (let i = 0; i < 4; i++) outbox.add(packet)
  outbox.answered(1, undefined)
  outbox.answered(2, undefined)
  outbox.resume(0)
  expect(numbersOf(outbox)).toEqual([1, 2])
  expect(outbox.add(packet).command?.sequence).toBe(3)
})

test('what an owner has taken without telling the outcome is asked for under its number', () => {
  const outbox = new CommandOutbox()
  for (let i = 0; i < 3; i++) outbox.add(packet)
  outbox.resume(2)
  expect(numbersOf(outbox)).toEqual([1, 2, 3])
})

test('commands are refused while too many wait', async () => {
  const outbox = new CommandOutbox()
  while (outbox.unanswered.length < 32) outbox.add(packet)
  const { command, outcome } = outbox.add(packet)
  expect(command).toBeUndefined()
  await expect(outcome).rejects.toMatchObject({ reason: 'command_rate' })
})
