import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AnyGame } from '@gameserver/engine'
import { findGames } from '@gameserver/games/find-games.ts'
import { pino } from 'pino'
import { afterAll, expect, test } from 'vitest'
import { reloadGames } from './game-reload.ts'

/** Inside the repository, where the engine is found by its name. */
const state = join(import.meta.dirname, '../../../../.gameserver')
mkdirSync(state, { recursive: true })
const folder = mkdtempSync(join(state, 'reload-'))
afterAll(() => rmSync(folder, { recursive: true }))

const patience = { timeout: 10_000 }
let seconds = 0

/** Each version is a second younger than the one before: files are told apart by their times. */
function write(id: string, text: string): void {
  const file = join(folder, id, `${id}.ts`)
  mkdirSync(join(folder, id), { recursive: true })
  writeFileSync(`${file}.new`, text)
  const time = new Date(Date.now() + 1_000 * ++seconds)
  utimesSync(`${file}.new`, time, time)
  renameSync(`${file}.new`, file)
}

const game = (id: string, name: string) => `export default { id: '${id}', name: '${name}', step() {} }`

test('what is saved is passed on, once, and what is broken is not', { timeout: 40_000 }, async () => {
  write('one', game('one', 'One'))
  write('two', game('two', 'Two'))
  const games = await findGames({ folder, isAgain: true })
  const replaced: AnyGame[] = []
  const stop = await reloadGames({
    folder,
    games,
    log: pino({ level: 'silent' }),
    replaced: async (one) => void replaced.push(one),
  })
  const names = () => replaced.map(({ name }) => name)

  write('two', game('two', 'Two again'))
  await expect.poll(names, patience).toEqual(['Two again'])
  write('two', 'export default {')
  write('three', game('three', 'Three'))
  await expect.poll(names, patience).toEqual(['Two again', 'Three'])
  write('two', game('two', 'Two at last'))
  await expect.poll(names, patience).toEqual(['Two again', 'Three', 'Two at last'])
  await stop()
})
