import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createProgress } from '@gameserver/services/progress'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Experiment } from './experiment.ts'
import { runExperiments } from './run-experiments.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chaos-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const kept = (fault: string): Experiment => ({
  name: fault,
  summary: '',
  run: async ({ times }) => ({ report: { fault, times }, text: `${fault}\n  times ${times}`, broken: [] }),
})
const broken: Experiment = {
  ...kept('drain'),
  run: async () => ({ report: { fault: 'drain' }, text: 'drain', broken: ['gap p99 is 200 ms, not 100'] }),
}
const failing: Experiment = { ...kept('soak'), run: () => Promise.reject(new Error('no LiveKit')) }

async function ran(experiments: readonly Experiment[], json: boolean, signal = new AbortController().signal) {
  const [said, complaints]: [string[], string[]] = [[], []]
  const isKept = await runExperiments(
    experiments,
    { times: 3, matches: 1, players: 2, minutes: 1, folder, progress: createProgress(), signal },
    { json, say: (line) => said.push(line), complain: (line) => complaints.push(line) },
  )
  return { said, complaints, isKept }
}

test('the report of one fault is the whole document', async () => {
  expect(await ran([kept('kill-host')], true)).toEqual({
    said: ['{"fault":"kill-host","times":3}'],
    complaints: [],
    isKept: true,
  })
  expect(JSON.parse(readFileSync(join(folder, 'kill-host', 'report.json'), 'utf8'))).toEqual({
    fault: 'kill-host',
    times: 3,
  })
})

test('those of several are one document, without those that could not be made', async () => {
  const { said, complaints, isKept } = await ran([kept('none'), failing, broken], true)
  expect(said).toEqual(['{"reports":[{"fault":"none","times":3},{"fault":"drain"}]}'])
  expect(complaints).toEqual(['soak: no LiveKit', 'drain: gap p99 is 200 ms, not 100'])
  expect(isKept).toBe(false)
})

test('one that could not be carried out says nothing, and what is interrupted tells what there is', async () => {
  expect(await ran([failing], true)).toEqual({ said: [], complaints: ['soak: no LiveKit'], isKept: false })
  expect(await ran([kept('none'), kept('drain')], true, AbortSignal.abort())).toMatchObject({
    said: ['{"reports":[]}'],
  })
})

test('people are told after each', async () => {
  const { said } = await ran([kept('none'), kept('drain')], false)
  expect(said).toEqual(['none\n  times 3', 'drain\n  times 3'])
})
