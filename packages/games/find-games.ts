import { basename, join } from 'node:path'
import type { AnyGame } from '@gameserver/engine'
import type { BotMind } from './bot-mind.ts'
import { fileOf, type GamesSearch, gamesFolder, loadEach, loadPart, missingPart } from './game-folders.ts'

/**
 * Games are found by their folders: `<id>/<id>.ts` exports one by default, and `bot.ts` beside it may say how bots play it.
 */

/** All games that can be used, in the order of the alphabet. */
export function findGames(search: GamesSearch = {}): Promise<AnyGame[]> {
  return loadEach(search, (folder, id) => loadGame(folder, id, search.isAgain ?? false))
}

/** How bots play a game; undefined when its folder does not say. Throws when what it says can't be used. */
export async function findBotMind(id: string, folder = gamesFolder): Promise<BotMind | undefined> {
  const file = fileOf(folder, id, 'bot')
  if (!file) return undefined
  const { think, thinkCommand } = (await loadPart(file, false)) as Partial<BotMind>
  if (typeof think !== 'function')
    throw new Error(`${join(basename(folder), id)}: ${basename(file)} must export a function called think`)
  return { think, ...(thinkCommand && { thinkCommand }) }
}

async function loadGame(folder: string, id: string, isAgain: boolean): Promise<AnyGame> {
  const file = fileOf(folder, id, id)
  if (!file) throw missingPart(id)
  const module = await loadPart(file, isAgain)
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
