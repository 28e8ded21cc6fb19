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
})
