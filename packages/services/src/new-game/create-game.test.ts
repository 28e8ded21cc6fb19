import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findBotMind, findGames } from '@gameserver/games/find-games.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { repository } from '../repository.ts'
import { createGame } from './create-game.ts'
import { writeGameOfTheDocs } from './testing.ts'

const state = join(repository, '.gameserver')
let scratch: string
let games: string

beforeAll(() => {
  mkdirSync(state, { recursive: true })
  scratch = mkdtempSync(join(state, 'new-game-'))
  games = join(scratch, 'games')
  createGame('moon-race', games)
})
afterAll(() => rmSync(scratch, { recursive: true }))

test('a new game is found, under its name, with a bot', async () => {
  const problems: string[] = []
  const [game] = await findGames({ folder: games, report: (problem) => problems.push(problem) })
  expect(problems).toEqual([])
  expect(game).toMatchObject({ id: 'moon-race', name: 'Moon Race' })
  expect((await findBotMind('moon-race', games))?.think).toBeTypeOf('function')
})

test('nothing of the template is left in it, and its rules fit on two screens', () => {
  const files = ['about', 'bot', 'draw', 'moon-race', 'moon-race.test'].map((name) =>
    readFileSync(join(games, 'moon-race', `${name}.ts`), 'utf8'),
  )
  expect(files.filter((text) => /template/i.test(text))).toEqual([])
  expect(files[3]?.split('\n').length).toBeLessThan(100)
})

test('it and the game of the docs are formatted, linted and typed', { timeout: 60_000 }, () => {
  const documented = writeGameOfTheDocs(games)
  writeFileSync(
    join(scratch, 'tsconfig.json'),
    JSON.stringify({ extends: '../../packages/games/tsconfig.json', include: ['games', 'drawing.ts'] }),
  )
  writeFileSync(
    join(games, 'drawing.ts'),
    readFileSync(join(repository, 'packages/games/drawing.ts'), 'utf8'),
  )
  const tsc = join(repository, 'node_modules/typescript/bin/tsc')
  expect(run(process.execPath, [tsc, '--noEmit', '-p', scratch])).toBe('')
  const biome = join(repository, 'node_modules/@biomejs/biome/bin/biome')
  const targets = [join(games, 'moon-race'), join(games, documented)]
  expect(run(process.execPath, [biome, 'ci', '--vcs-enabled=false', ...targets])).toBe('')
})

test.each(['', 'Race', '1up', 'race!', 'a--b', '../x', 'x'.repeat(33)])(
  '"%s" is refused as a name',
  (name) => {
    expect(() => createGame(name, games)).toThrow("can't be a game's name")
  },
)

test('a game that is there is not written over', () => {
  expect(() => createGame('moon-race', games)).toThrow('is there already')
})

/** What it complains of; the empty text when all is well. */
function run(command: string, args: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: repository, encoding: 'utf8' })
  return status === 0 ? '' : `${stdout}${stderr}`
}
