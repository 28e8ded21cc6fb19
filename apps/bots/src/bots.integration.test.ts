import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createProgress } from '@gameserver/services/progress'
import { scratchDatabase, scratchRedis } from '@gameserver/services/scratch'
import { bundle } from '@gameserver/services/stack/applications'
import { type OwnStack, startOwnStack } from '@gameserver/services/stack/own-stack'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Report } from './report.ts'

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url))

let stack: OwnStack
let dropScratch: () => Promise<unknown>

beforeAll(async () => {
  const [database, redis] = await Promise.all([scratchDatabase(), scratchRedis()])
  dropScratch = () => Promise.all([database.drop(), redis.drop()])
  const env = { ...process.env, DATABASE_URL: database.url, REDIS_URL: redis.url }
  const [started] = await Promise.all([startOwnStack({ env, progress: createProgress() }), bundle('bots')])
  stack = started
})

afterAll(async () => {
  await stack.stop()
  await dropScratch()
})

test('bots play two matches at once and report what they got', async () => {
  const { apiUrl, authorityUrls } = stack.addresses
  const { stdout } = await promisify(execFile)(process.execPath, [
    main,
    ...[
      '--players',
      '6',
      '--matches',
      '2',
      '--seconds',
      '4',
      '--processes',
      '2',
      '--json',
      '--api-url',
      apiUrl,
    ],
    ...authorityUrls.flatMap((url) => ['--authority-url', url]),
  ])
  const report = JSON.parse(stdout) as Report
  expect(Object.keys(report)).toEqual([
    'players',
    'matches',
    'seconds',
    'ticksPerSecond',
    'tickMsP99',
    'inputToStateMs',
    'bytesPerSecondPerPlayer',
    'authorityCpuPerPlayer',
    'disconnects',
    'rejectedInputs',
    'resultsPersisted',
    'desyncs',
    'corrections',
    'snapshotsLost',
  ])
  expect(report).toMatchObject({
    players: 6,
    matches: 2,
    disconnects: 0,
    rejectedInputs: 0,
    resultsPersisted: 2,
    desyncs: 0,
  })
  // How fast a shared machine is, is for the bench to judge, and it may stand still for half of these seconds; here a match
  // that hardly moves must not pass for one.
  expect(report.ticksPerSecond).toBeGreaterThan(20)
  expect(report.ticksPerSecond).toBeLessThan(65)
  expect(report.inputToStateMs.p50).toBeGreaterThan(0)
  expect(report.bytesPerSecondPerPlayer.down).toBeGreaterThan(1_000)
})

test('an API that is away is told in one line', async () => {
  const run = promisify(execFile)(process.execPath, [main, '--api-url', 'http://127.0.0.1:1'])
  await expect(run).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: 'bots: the API does not answer at http://127.0.0.1:1; npm run up starts it\n',
  })
})
