import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { repository } from '@gameserver/services/repository'
import { expect, test } from 'vitest'
import type { Report } from './report.ts'

const run = promisify(execFile)
const canMakeNetworks = process.platform === 'linux' && process.getuid?.() === 0

/** A stack is started for it first. */
const timeoutMs = 240_000

test.runIf(canMakeNetworks)(
  'players play on while packets are lost both ways',
  { timeout: timeoutMs },
  async () => {
    const playing = bots('--players', '4', '--seconds', '5', '--loss', '5')
    const { stdout } = await playing
    const report = JSON.parse(stdout) as Report
    expect(report).toMatchObject({ players: 4, matches: 1, disconnects: 0, desyncs: 0, loss: 5 })
    // The machine may stand still for half of these seconds, as in the test without loss.
    expect(report.ticksPerSecond).toBeGreaterThan(20)
    // How many of 600 are lost is a matter of chance; none at all would mean that the network loses nothing.
    expect(report.snapshotsLost).toBeGreaterThan(0)
    expect(report.snapshotsLost).toBeLessThan(0.4)
    expect(networksOf(playing.child.pid)).toEqual([])
  },
)

test.skipIf(canMakeNetworks)('who may not make networks is told so in one line', async () => {
  await expect(bots('--loss', '2')).rejects.toMatchObject({
    stderr: expect.stringMatching(/^.*--loss needs .*\n$/),
  })
})

test('a loss that nobody can play with is refused in one line', async () => {
  await expect(bots('--loss', '50')).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^[^\n]*0 to 20 percent[^\n]*\n$/),
  })
})

function bots(...options: string[]) {
  const enter = join(repository, 'packages/services/bin/enter.mjs')
  return run(process.execPath, [enter, 'bots', '--json', ...options], { cwd: repository })
}

function networksOf(pid: number | undefined): string[] {
  return readdirSync('/run/netns').filter((name) => name.startsWith(`gameserver-${pid}-`))
}
