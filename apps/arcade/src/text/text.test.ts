import { describe, expect, it } from 'vitest'
import { ranksText, rewardText } from '../leaderboard/reward-text.ts'
import { seasonText } from '../leaderboard/season-text.ts'
import { changeText, numberText, ordinalText } from './number-text.ts'
import { dateText, spanText } from './time-text.ts'

const minuteMs = 60_000
const nowMs = Date.UTC(2026, 10, 21, 12)
const at = (ms: number) => new Date(nowMs + ms).toISOString()

describe('times as people read them', () => {
  it.each([
    [0, 'less than a minute'],
    [-5, 'less than a minute'],
    [42 * minuteMs, '42 min'],
    [60 * minuteMs, '1 h'],
    [192 * minuteMs, '3 h 12 min'],
    [24 * 60 * minuteMs, '1 d'],
    [(2 * 24 + 4) * 60 * minuteMs + 59 * minuteMs, '2 d 4 h'],
  ])('%d ms are %s', (ms, text) => {
    expect(spanText(ms)).toBe(text)
  })

  it('name the year only where it is another one', () => {
    expect(dateText('2026-11-16T12:00:00Z', nowMs)).toBe('16 Nov')
    expect(dateText('2025-11-16T12:00:00Z', nowMs)).toBe('16 Nov 2025')
  })

  it('tell how a season stands', () => {
    expect(seasonText({ endsAt: null, isFinal: false }, nowMs)).toBe('has no end')
    expect(seasonText({ endsAt: at(90 * minuteMs), isFinal: false }, nowMs)).toBe('ends in 1 h 30 min')
    expect(seasonText({ endsAt: at(-1), isFinal: false }, nowMs)).toBe('is being closed')
    expect(seasonText({ endsAt: at(-1), isFinal: true }, nowMs)).toBe('ended 21 Nov')
  })
})

describe('numbers as people read them', () => {
  it('have groups, and two digits of a fraction', () => {
    expect(numberText(1234567.891)).toBe('1,234,567.89')
  })

  it.each([
    [18, '+18'],
    [-7, '−7'],
    [0, '±0'],
  ])('a change of %d is %s', (change, text) => {
    expect(changeText(change)).toBe(text)
  })

  it.each([
    [1, '1st'],
    [2, '2nd'],
    [3, '3rd'],
    [4, '4th'],
    [11, '11th'],
    [12, '12th'],
    [21, '21st'],
    [112, '112th'],
  ])('rank %d is the %s', (rank, text) => {
    expect(ordinalText(rank)).toBe(text)
  })
})

describe('rewards as people read them', () => {
  it('name the ranks they go to', () => {
    expect(ranksText(1, 1)).toBe('1st')
    expect(ranksText(4, 10)).toBe('4th to 10th')
  })

  it('tell what a game has put into them', () => {
    expect(rewardText({ badge: 'gold', coins: 500 })).toBe('badge gold, coins 500')
    expect(rewardText({ items: ['crown'] })).toBe('items ["crown"]')
    expect(rewardText({})).toBe('the rank itself')
  })
})
