import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { findBotMind, findGames } from './find-games.ts'

/** Inside the repository, where the engine is found by its name; git and the checks ignore this folder. */
const state = join(import.meta.dirname, '../../.gameserver')
mkdirSync(state, { recursive: true })
const scratch = mkdtempSync(join(state, 'games-'))
afterAll(() => rmSync(scratch, { recursive: true }))

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(scratch, 'test-'))
})

const gameText = (id: string, change = '') => `
  import { bool, defineGame } from '@gameserver/engine'
  export default defineGame({
    id: '${id}', name: 'Test', version: '1.0.0', description: '', tickRate: 60, sendRate: 30, mode: 'full',
    players: { min: 1, max: 2 }, state: { isOn: bool }, input: { press: bool },
    join() {}, leave() {}, step() {}, isOver: () => false, scores: () => [], ${change}
  })`

function write(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true })
  writeFileSync(join(folder, file), text)
}

async function search(isAgain = false) {
  const problems: string[] = []
  const games = await findGames({ folder, isAgain, report: (problem) => problems.push(problem) })
  return { games, ids: games.map(({ id }) => id), problems }
}

test('the games of this repository are found, each with a bot that thinks', async () => {
  const games = await findGames()
  expect(games.map(({ id }) => id)).toContain('arena')
  expect((await findBotMind('arena'))?.think).toBeTypeOf('function')
})

test('a broken game is told in one line that names folder and field, and the others are found', async () => {
  write('one/one.ts', gameText('one'))
  write('rate/rate.ts', gameText('rate', 'tickRate: 500,'))
  write('empty/notes.txt', '')
  write('bare/bare.ts', 'export const bare = 1')
  write('copy/copy.ts', gameText('one'))
  write('wrong/wrong.ts', 'export default = ')
  const { ids, problems } = await search()
  expect(ids).toEqual(['one'])
  const place = folder.split('/').at(-1)
  expect(problems.map((problem) => problem.replace(`${place}/`, ''))).toEqual([
    'bare: bare.ts must export a game by default: export default defineGame({ … })',
    "copy: id: must be that of the folder, 'copy', not 'one'",
    'empty: the folder has no empty.ts',
    expect.stringMatching(/^rate: tickRate: must be/),
    expect.stringMatching(/^wrong: [^\n]+$/),
  ])
})

test('searching again loads what has been written since, and nothing else', async () => {
  write('left/left.ts', gameText('left'))
  write('right/right.ts', gameText('right'))
  const [left, right] = (await search(true)).games
  write('right/right.ts', gameText('right', "name: 'Changed',"))
  const later = new Date(Date.now() + 1_000)
  utimesSync(join(folder, 'right/right.ts'), later, later)
  const again = (await search(true)).games
  expect(again[0]).toBe(left)
  expect(again[1]).not.toBe(right)
  expect(again[1]?.name).toBe('Changed')
})

test('a bot without a mind is refused, a folder without a bot is not', async () => {
  write('one/one.ts', gameText('one'))
  expect(await findBotMind('one', folder)).toBeUndefined()
  write('one/bot.ts', 'export const thinks = 1')
  await expect(findBotMind('one', folder)).rejects.toThrow('one: bot.ts must export a function called think')
})
