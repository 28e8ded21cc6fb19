import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { makeThrowawayFolder, removeThrowawayFolder } from '../throwaway-folder.ts'
import { tellGameFaults } from './game-faults.ts'

const folder = makeThrowawayFolder()
afterAll(() => removeThrowawayFolder(folder))

test('what a game threw is told with its place, and nothing else is', async () => {
  const file = join(folder, 'authority.log')
  const line = (entry: object) => `${JSON.stringify({ time: 1, service: 'authority', ...entry })}\n`
  writeFileSync(file, line({ level: 30, msg: 'authority ready' }))
  const told: string[] = []
  const stop = tellGameFaults([file, join(folder, 'not there yet.log')], (text) => told.push(text))
  const err = {
    type: 'Error',
    message: 'no coin',
    stack: 'Error: no coin\n    at step (games/tag/tag.ts:7:11)',
  }
  appendFileSync(file, line({ level: 50, game: 'tag', msg: 'the game threw: match abandoned', err }))
  appendFileSync(file, line({ level: 30, game: 'tag', msg: 'match ended' }))
  appendFileSync(file, '{"level":50,"game"\nno json\n')
  appendFileSync(file, line({ level: 50, msg: 'placement failed', err }))
  await expect
    .poll(() => told, { timeout: 10_000 })
    .toEqual([
      'tag: the game threw: match abandoned\n    Error: no coin\n        at step (games/tag/tag.ts:7:11)',
    ])
  stop()
})
