import { create } from '@bufbuild/protobuf'
import { ConductSchema } from '@gameserver/protocol/generated/gameserver/v1/journal_pb'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RefusalReason } from '../transport/player-packet.ts'
import { Discipline, type Sanction, silenceMs } from './discipline.ts'

/** Refusals at a steady pace; what was done, and when. */
function refuse(
  discipline: Discipline,
  reason: RefusalReason,
  perSecond: number,
  fromMs: number,
  toMs: number,
) {
  const sanctions: { sanction: Sanction; atMs: number }[] = []
  for (let nowMs = fromMs; nowMs < toMs; nowMs += 1_000 / perSecond) {
    const sanction = discipline.refused('mallory', reason, nowMs)
    if (sanction) sanctions.push({ sanction, atMs: nowMs })
  }
  return sanctions
}

describe('Discipline', () => {
  it('warns, then silences a flood within a second', () => {
    const sanctions = refuse(new Discipline(), 'over_rate', 200, 0, 1_000)
    expect(sanctions.map(({ sanction }) => sanction).slice(0, 2)).toEqual(['warn', 'silence'])
    expect(sanctions[1]?.atMs).toBeLessThan(500)
  })

  it('removes who goes on after the silence, once', () => {
    const discipline = new Discipline()
    refuse(discipline, 'malformed', 100, 0, 300)
    expect(discipline.endSilences(silenceMs - 1)).toEqual([])
    expect(discipline.endSilences(silenceMs + 1_000)).toEqual(['mallory'])
    expect(discipline.endSilences(silenceMs + 1_001)).toEqual([])
    const later = refuse(discipline, 'malformed', 100, silenceMs + 1_100, silenceMs + 3_000)
    expect(later.map(({ sanction }) => sanction)).toEqual(['remove'])
    expect(discipline.isRemoved('mallory')).toBe(true)
  })

  it('does not hold against anybody what was under way when the silence began', () => {
    const discipline = new Discipline()
    const sanctions = refuse(discipline, 'oversized', 100, 0, 1_900)
    expect(sanctions.map(({ sanction }) => sanction)).toEqual(['warn', 'silence'])
  })

  it('removes who can not be silenced', () => {
    const sanctions = refuse(new Discipline(), 'oversized', 100, 0, 4_000)
    expect(sanctions.map(({ sanction }) => sanction)).toEqual(['warn', 'silence', 'remove'])
  })

  it('forgets what happens now and then', () => {
    expect(refuse(new Discipline(), 'over_rate', 3, 0, 600_000)).toEqual([])
    expect(refuse(new Discipline(), 'too_old', 60, 0, 60_000)).toEqual([])
  })

  it('goes by the steps that a game declares, and counts by reason', () => {
    const discipline = new Discipline({ warnAt: 2, silenceAt: 4 })
    const sanctions = refuse(discipline, 'cooling_down', 20, 0, 400)
    expect(sanctions.map(({ sanction }) => sanction)).toEqual(['warn', 'silence'])
    discipline.refused('mallory', 'refused', 400)
    expect(Object.fromEntries(discipline.refusalsOf('mallory'))).toEqual({ cooling_down: 8, refused: 1 })
  })

  it('remembers a bounded number of identities', () => {
    const discipline = new Discipline()
    for (let guest = 0; guest < 10_000; guest++) discipline.refused(`guest ${guest}`, 'not_a_player', guest)
    expect(discipline.refused('guest 0', 'not_a_player', 10_000)).toBeUndefined()
  })

  it('keeps the proportion where a game declares but one of the steps', () => {
    const atOnce = (discipline: Discipline, refusals: number) =>
      Array.from({ length: refusals }, () => discipline.refused('mallory', 'over_rate', 0)).filter(Boolean)
    const late = new Discipline({ warnAt: 100 })
    expect([atOnce(late, 99), atOnce(late, 1), atOnce(late, 199), atOnce(late, 1)]).toEqual([
      [],
      ['warn'],
      [],
      ['silence'],
    ])
    const early = new Discipline({ silenceAt: 9 })
    expect([atOnce(early, 2), atOnce(early, 1), atOnce(early, 6)]).toEqual([[], ['warn'], ['silence']])
  })

  it('remembers who was removed, whoever comes and goes', () => {
    const discipline = new Discipline()
    refuse(discipline, 'oversized', 100, 0, 4_000)
    for (let guest = 0; guest < 1_000; guest++) discipline.refused(`guest ${guest}`, 'not_a_player', 4_000)
    expect(discipline.isRemoved('mallory')).toBe(true)
  })

  it('goes from one step to the next, whatever is refused, however often, and whatever a game declares', () => {
    const reasons = fc.constantFrom<RefusalReason>(
      'malformed',
      'too_fast',
      'over_rate',
      'too_old',
      'oversized',
    )
    const moment = fc.record({ reason: reasons, afterMs: fc.nat(3_000), times: fc.nat(30) })
    const escalation = fc.record(
      {
        warnAt: fc.integer({ min: 1, max: 50 }),
        silenceAt: fc.integer({ min: 51, max: 200 }),
        fadePerSecond: fc.integer({ min: 1, max: 20 }),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(escalation, fc.array(moment, { maxLength: 80 }), (declared, moments) => {
        const discipline = new Discipline(declared)
        const taken: { what: Sanction; atMs: number }[] = []
        let nowMs = 0
        let refusals = 0
        for (const { reason, afterMs, times } of moments) {
          nowMs += afterMs
          for (const _ of discipline.endSilences(nowMs)) taken.push({ what: 'unsilence', atMs: nowMs })
          for (let left = times; left > 0; left--) {
            refusals++
            const what = discipline.refused('mallory', reason, nowMs)
            if (what) taken.push({ what, atMs: nowMs })
          }
        }
        const ladder = taken.map(({ what }) => what)
        const whole: Sanction[] = ['warn', 'silence', 'unsilence', 'remove']
        const unheeded: Sanction[] = ['warn', 'silence', 'remove']
        expect([whole.slice(0, ladder.length), unheeded.slice(0, ladder.length)]).toContainEqual(ladder)
        const [, silence, next] = taken
        if (silence && next?.what === 'unsilence')
          expect(next.atMs - silence.atMs).toBeGreaterThanOrEqual(silenceMs)
        if (silence && next?.what === 'remove') expect(next.atMs - silence.atMs).toBeGreaterThan(2_000)
        expect(discipline.isRemoved('mallory')).toBe(ladder.includes('remove'))
        const counted = [...discipline.refusalsOf('mallory').values()].reduce((sum, count) => sum + count, 0)
        expect(counted).toBe(refusals)
      }),
    )
  })

  it('never holds anything against who stays below what fades', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 2, max: 40 }),
        (fadePerSecond, warnAt) => {
          const discipline = new Discipline({ fadePerSecond, warnAt })
          expect(refuse(discipline, 'over_rate', fadePerSecond, 0, 60_000)).toEqual([])
        },
      ),
    )
  })

  it('is as strict under the next owner of a match, and ends a silence in its time', () => {
    const discipline = new Discipline()
    refuse(discipline, 'malformed', 100, 0, 300)
    const conducts = discipline.standing(4_000).map((conduct) => create(ConductSchema, conduct))
    const next = new Discipline()
    next.restore({ conducts }, 50_000)
    expect(next.endSilences(50_000 + silenceMs - 4_000)).toEqual([])
    expect(next.endSilences(50_300 + silenceMs - 4_000)).toEqual(['mallory'])
    const from = 50_400 + silenceMs
    expect(refuse(next, 'malformed', 100, from, from + 2_000).map(({ sanction }) => sanction)).toEqual([
      'remove',
    ])
  })
})
