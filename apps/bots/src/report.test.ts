import { Histogram } from '@gameserver/client'
import { expect, test } from 'vitest'
import type { PlayerReport } from './messages.ts'
import { formatReport, makeReport } from './report.ts'

function player(matchId: string, ticksPerSecond: number, latencyMs: number): PlayerReport {
  const latency = new Histogram()
  latency.add(latencyMs)
  return {
    matchId,
    seconds: 10,
    ticksPerSecond,
    inputToStateCounts: latency.counts,
    inputsLate: 0,
    inputsLost: 0,
    sent: { packets: 300, bytes: 12_000 },
    received: { packets: 300, bytes: 90_000 },
    disconnects: 0,
    snapshots: { due: 300, taken: 297, corrections: 3, desyncs: 1 },
  }
}

const run = {
  players: [player('a', 60, 20), player('a', 59.9, 30), player('b', 58.2, 40), player('b', 60, 50)],
  persistedMatches: new Set(['a']),
  load: undefined,
}

test('the slowest match and the share of all players are told', () => {
  expect(makeReport(run)).toEqual({
    players: 4,
    matches: 2,
    seconds: 10,
    ticksPerSecond: 58.2,
    tickMsP99: null,
    inputToStateMs: { p50: 30.5, p99: 50.5 },
    bytesPerSecondPerPlayer: { up: 6_000, down: 13_800 },
    authorityCpuPerPlayer: null,
    disconnects: 0,
    rejectedInputs: null,
    resultsPersisted: 1,
    desyncs: 4,
    corrections: 0.0101,
    snapshotsLost: 0.01,
  })
})

test('the loss is told where the network was made for the bots', () => {
  expect(makeReport({ ...run, lossPercent: 0 })).toMatchObject({ loss: 0 })
  expect(makeReport(run)).not.toHaveProperty('loss')
})

test('people read a table', () => {
  expect(formatReport(makeReport(run))).toContain('results persisted  1 of 2')
})
