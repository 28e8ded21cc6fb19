import { expect, test } from 'vitest'
import { brokenPromises } from './promises.ts'
import { type Ending, formatReport, makeReport, type Repetition } from './report.ts'

const repetition: Repetition = {
  pausesMs: [100, 110, 120, 130],
  ticksLost: 0,
  inputsLost: 0,
  playersDisconnected: 0,
  matchesLost: 0,
  findings: { drainMs: 900 },
}
const ending: Ending = {
  chatLost: 0,
  chatRepeated: 0,
  resultsMissing: 0,
  resultsRepeated: 0,
  matchesLost: 0,
  findings: { marksLost: 0, ordersDone: 40 },
}

test('a report has the fields and the order that machines read', () => {
  const report = makeReport(
    'drain',
    [repetition, { ...repetition, pausesMs: [300.4], ticksLost: 2 }],
    [ending],
  )
  expect(JSON.stringify(report)).toBe(
    JSON.stringify({
      fault: 'drain',
      times: 2,
      matchesLost: 0,
      playersDisconnected: 0,
      gapMs: { p50: 120, p99: 300, max: 300 },
      ticksLost: 2,
      inputsLost: 0,
      chatLost: 0,
      chatRepeated: 0,
      resultsMissing: 0,
      resultsRepeated: 0,
      findings: { drainMs: 900, marksLost: 0, ordersDone: 40 },
    }),
  )
  expect(formatReport(report)).toContain('120 ms median, 300 ms p99, 300 ms at most')
})

test('counts add up; of what was measured besides, the largest of all times counts', () => {
  const worse = { ...repetition, matchesLost: 1, inputsLost: 3, findings: { drainMs: 1_200 } }
  const report = makeReport(
    'drain',
    [worse, repetition],
    [ending, { ...ending, chatLost: 2, matchesLost: 1 }],
  )
  expect(report).toMatchObject({ matchesLost: 2, inputsLost: 3, chatLost: 2 })
  expect(report.findings).toMatchObject({ drainMs: 1_200, ordersDone: 80 })
})

test('a promise is broken by more than it allows, and kept by as much', () => {
  const of = (change: Partial<Repetition>) => makeReport('drain', [{ ...repetition, ...change }], [ending])
  expect(brokenPromises(of({ pausesMs: [100] }))).toEqual([])
  expect(brokenPromises(of({ pausesMs: [101] }))).toEqual(['gapMs.p99 is 101, at most 100 was promised'])
  expect(brokenPromises(of({ pausesMs: [50], ticksLost: 1, inputsLost: 1 }))).toHaveLength(2)
})

test('of a finding the least may be promised, too', () => {
  const of = (successors: number) => {
    const findings = { successorsMin: successors, successorsMax: successors }
    return makeReport('pause-authority', [{ ...repetition, findings }], [ending])
  }
  expect(brokenPromises(of(1))).toEqual([])
  expect(brokenPromises(of(0))).toEqual(['successorsMin is 0, at least 1 was promised'])
  expect(brokenPromises(of(2))).toEqual(['successorsMax is 2, at most 1 was promised'])
})

test('nothing was measured: that is no gap', () => {
  expect(makeReport('none', [], []).gapMs).toEqual({ p50: 0, p99: 0, max: 0 })
})
