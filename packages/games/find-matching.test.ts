import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { findGames } from './find-games.ts'
import { findMatching } from './find-matching.ts'

/** Inside the repository, as the tests of the games have theirs; git and the checks ignore this folder. */
const state = join(import.meta.dirname, '../../.gameserver')
mkdirSync(state, { recursive: true })
const scratch = mkdtempSync(join(state, 'matching-'))
afterAll(() => rmSync(scratch, { recursive: true }))

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(scratch, 'test-'))
})

function write(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true })
  writeFileSync(join(folder, file), text)
}

async function search(isAgain = false) {
  const problems: string[] = []
  const found = await findMatching({ folder, isAgain, report: (problem) => problems.push(problem) })
  return { found, problems }
}

test('each rule of a game is of a queue that it declares with a rule, and each such queue has one', async () => {
  const rules = (await findMatching()).flatMap(({ game, matching }) =>
    Object.keys(matching).map((mode) => `${game}/${mode}`),
  )
  const declared = (await findGames()).flatMap(({ id, queues = {} }) =>
    Object.entries(queues).flatMap(([mode, { custom }]) => (custom ? `${id}/${mode}` : [])),
  )
  expect(declared).toContain('duel/ranked')
  expect(rules.sort()).toEqual(declared.sort())
})

test('a broken rule is told in one line, and the others are found', async () => {
  write('one/matching.ts', 'export default { ranked: { accepts: () => true } }')
  write('bare/matching.ts', 'export const ranked = { accepts: () => true }')
  write('empty/matching.ts', 'export default { ranked: {} }')
  write('misspelt/matching.ts', 'export default { ranked: { accept: () => true } }')
  write('plain/plain.ts', 'export default {}')
  write('wrong/matching.ts', 'export default = ')
  const { found, problems } = await search()
  expect(found.map(({ game, matching }) => [game, Object.keys(matching)])).toEqual([['one', ['ranked']]])
  const place = folder.split('/').at(-1)
  expect(problems.map((problem) => problem.replace(`${place}/`, ''))).toEqual([
    'bare: matching.ts must export rules by default: export default defineMatching({ … })',
    'empty: matching.ts: ranked must have accepts or distance, functions, and nothing else',
    'misspelt: matching.ts: ranked must have accepts or distance, functions, and nothing else',
    expect.stringMatching(/^wrong: [^\n]+$/),
  ])
})

test('searching again loads what has been written since, and nothing else', async () => {
  write('left/matching.ts', 'export default { ranked: { distance: () => 0 } }')
  write('right/matching.ts', 'export default { ranked: { distance: () => 0 } }')
  const [left, right] = (await search(true)).found
  write('right/matching.ts', 'export default { ranked: { distance: () => 1 } }')
  const later = new Date(Date.now() + 1_000)
  utimesSync(join(folder, 'right/matching.ts'), later, later)
  const again = (await search(true)).found
  expect(again[0]?.matching).toBe(left?.matching)
  expect(again[1]?.matching).not.toBe(right?.matching)
})

test('there may be no games at all', async () => {
  expect(await findMatching({ folder: join(folder, 'no-such') })).toEqual([])
})
