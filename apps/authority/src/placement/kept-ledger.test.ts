import { create } from '@bufbuild/protobuf'
import { StandingKeptSchema } from '@gameserver/protocol/generated/gameserver/v1/journal_pb'
import { expect, test } from 'vitest'
import { race } from '../testing.ts'
import { KeptLedger } from './kept-ledger.ts'

const loaded = { playerId: 'ada', version: 4, awaySeconds: 100, value: { races: 3, gone: 1 } }

test('a player comes with what was loaded, and the time since then', () => {
  const ledger = new KeptLedger(race, [loaded], 1_000)
  expect(ledger.broughtBy('ada', 6_500)).toEqual({ kept: { races: 3 }, awaySeconds: 105 })
  expect(ledger.broughtBy('eve', 6_500)).toEqual({ kept: undefined, awaySeconds: 0 })
})

test('a player of whom nothing was saved comes with nothing', () => {
  const ledger = new KeptLedger(race, [{ ...loaded, value: null, awaySeconds: 0 }], 0)
  expect(ledger.broughtBy('ada', 9_000)).toEqual({ kept: undefined, awaySeconds: 0 })
})

test('the newest value is due while it is not saved, however often that is tried', () => {
  const ledger = new KeptLedger(race, [loaded], 0)
  expect(ledger.due(0)).toEqual([])
  ledger.note('ada', { races: 4 })
  ledger.note('ada', { races: 5 })
  const save = { playerId: 'ada', version: 4, save: 2, value: { races: 5 } }
  expect(ledger.due(0)).toEqual([save])
  expect(ledger.due(0)).toEqual([save])
  ledger.saved([save], 10)
  expect(ledger.due(20)).toEqual([])
})

test('what changed while it was being saved is due again', () => {
  const ledger = new KeptLedger(race, [loaded], 0)
  ledger.note('ada', { races: 4 })
  const saves = ledger.due(0)
  ledger.note('ada', { races: 5 })
  ledger.saved(saves, 10)
  expect(ledger.due(20)).toMatchObject([{ save: 2, value: { races: 5 } }])
})

test('what stays the same is saved now and then', () => {
  const ledger = new KeptLedger(race, [loaded], 0)
  ledger.note('ada', { races: 3 })
  ledger.saved(ledger.due(0), 0)
  ledger.note('ada', { races: 3 })
  expect(ledger.due(50_000)).toEqual([])
  expect(ledger.due(60_000)).toMatchObject([{ save: 2 }])
})

test('of a player who left nothing is due, and the last value is saved even if it is the same', () => {
  const ledger = new KeptLedger(race, [loaded], 0)
  ledger.note('ada', { races: 3 })
  ledger.saved(ledger.due(0), 0)
  expect(ledger.close('ada')).toMatchObject({ version: 4, save: 1, value: { races: 3 } })
  expect([ledger.due(70_000), ledger.closeAll()]).toEqual([[], []])
})

test('another owner of the match goes on with what was loaded, and with the numbers of the saves', () => {
  const ledger = new KeptLedger(race, [loaded, { ...loaded, playerId: 'eve' }], 0)
  ledger.note('ada', { races: 4 })
  const kept = ledger.standing(2_500).map((entry) => create(StandingKeptSchema, entry))
  const next = new KeptLedger(race, [], 0)
  next.restore({ kept }, 50_000)
  expect(next.broughtBy('eve', 51_500)).toEqual({ kept: { races: 3 }, awaySeconds: 104 })
  expect(next.due(50_000)).toEqual([])
  next.note('ada', { races: 5 })
  expect(next.due(50_000)).toEqual([{ playerId: 'ada', version: 4, save: 2, value: { races: 5 } }])
})
