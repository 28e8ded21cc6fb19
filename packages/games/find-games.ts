import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { AnyGame } from '@gameserver/engine'
import type { BotMind } from './bot-mind.ts'

/**
 * Games are found by their folders: `<id>/<id>.ts` exports one by default, and `bot.ts` beside it may say how bots play it. A
 * bundle, which has a file of its own for each game, reads the folder `games` beside itself.
 */

const isBundled = import.meta.url.endsWith('.js')
const endings = isBundled ? ['.js', '.ts'] : ['.ts', '.js']
export const gamesFolder = fileURLToPath(new URL(isBundled ? 'games' : '.', import.meta.url))

export interface GamesSearch {
  folder?: string | undefined
  /** Is told, in one line, of each game that can't be used; it does not keep the others from being found. */
  report?: (problem: string) => void
  /** Loads what has been written since anew; what has not is the same object as before. */
  isAgain?: boolean
}

/** All games that can be used, in the order of the alphabet. */
export async function findGames(search: GamesSearch = {}): Promise<AnyGame[]> {
  const { folder = gamesFolder, report = complain } = search
  const games: AnyGame[] = []
  for (const id of gameIds(folder)) {
    try {
      games.push(await loadGame(folder, id, search.isAgain ?? false))
    } catch (error) {
      report(`${join(basename(folder), id)}: ${reasonOf(error)}`)
    }
  }
  return games
}

/** How bots play a game; undefined when its folder does not say. Throws when what it says can't be used. */
export async function findBotMind(id: string, folder = gamesFolder): Promise<BotMind | undefined> {
  const file = fileOf(folder, id, 'bot')
  if (!file) return undefined
  const { think, thinkCommand } = (await import(pathToFileURL(file).href)) as Partial<BotMind>
  if (typeof think !== 'function')
    throw new Error(`${join(basename(folder), id)}: ${basename(file)} must export a function called think`)
  return { think, ...(thinkCommand && { thinkCommand }) }
}

function gameIds(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^[a-z]/.test(entry.name) && entry.name !== 'node_modules')
    .map(({ name }) => name)
    .sort()
}

async function loadGame(folder: string, id: string, isAgain: boolean): Promise<AnyGame> {
  const file = fileOf(folder, id, id)
  if (!file) throw new Error(`the folder has no ${id}${endings[0]}`)
  const { href } = pathToFileURL(file)
  const module = await import(isAgain ? `${href}?${statSync(file).mtimeMs}` : href)
  return requireGame(module.default, basename(file), id)
}

function requireGame(value: unknown, file: string, id: string): AnyGame {
  const game = value as Partial<AnyGame> | undefined
  if (typeof game?.step !== 'function' || typeof game.id !== 'string')
    throw new Error(`${file} must export a game by default: export default defineGame({ … })`)
  // So no two games have one id, and pages and bots find what belongs to it.
  if (game.id !== id) throw new Error(`id: must be that of the folder, '${id}', not '${game.id}'`)
  return game as AnyGame
}

function fileOf(folder: string, id: string, name: string): string | undefined {
  return endings.map((ending) => join(folder, id, `${name}${ending}`)).find(existsSync)
}

/** The first line: what follows is code around a syntax error, or a stack. */
function reasonOf(error: unknown): string {
  const { name, message } = error as Error
  const [line = ''] = message.split('\n')
  return ['Error', 'GameDefinitionError'].includes(name) ? line : `${name}: ${line}`
}

function complain(problem: string): void {
  process.stderr.write(`${problem}\n`)
}
