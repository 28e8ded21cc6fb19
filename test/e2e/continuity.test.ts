import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createProgress } from '@gameserver/services/progress'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runFault } from '../chaos/fault-run.ts'
import { killAuthority } from '../chaos/faults/kill-authority.ts'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'chaos-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('a match goes on when the process that runs it is killed, and nobody loses anything', async () => {
  const { signal } = new AbortController()
  const once = { times: 1, matches: 1, players: 2, folder, progress: createProgress(), signal }
  const report = await runFault(killAuthority, once)
  console.info(JSON.stringify(report))
  // Of the figures, those that no busy machine changes: npm run chaos tells the others.
  expect(report).toMatchObject({
    times: 1,
    matchesLost: 0,
    playersDisconnected: 0,
    chatLost: 0,
    chatRepeated: 0,
    resultsMissing: 0,
    resultsRepeated: 0,
    findings: {
      marksLost: 0,
      marksRepeated: 0,
      ordersLost: 0,
      ordersRepeated: 0,
      ordersOpen: 0,
      inputsReversed: 0,
    },
  })
  expect(report.gapMs.max).toBeLessThan(10_000)
})
