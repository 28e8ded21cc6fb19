import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { fileOf, type GamesSearch, gamesFolder, loadEach, loadPart } from './game-folders.ts'
import type { Matching } from './matching.ts'

export interface GameMatching {
  game: string
  matching: Matching
}

const ruleParts = ['accepts', 'distance']

/** The games' own rules of matching, of `<id>/matching.ts`: of those games that have some. */
export async function findMatching(search: GamesSearch = {}): Promise<GameMatching[]> {
  if (!existsSync(search.folder ?? gamesFolder)) return []
  const found = await loadEach(search, (folder, id) => loadMatching(folder, id, search.isAgain ?? false))
  return found.filter((one) => one !== undefined)
}

async function loadMatching(folder: string, id: string, isAgain: boolean): Promise<GameMatching | undefined> {
  const file = fileOf(folder, id, 'matching')
  if (!file) return undefined
  const module = await loadPart(file, isAgain)
  return { game: id, matching: requireMatching(module.default, basename(file)) }
}

function requireMatching(value: unknown, file: string): Matching {
  if (typeof value !== 'object' || value === null)
    throw new Error(`${file} must export rules by default: export default defineMatching({ … })`)
  for (const [mode, rule] of Object.entries(value)) {
    const parts = Object.entries(rule ?? {})
    const isRule = parts.every(([name, part]) => ruleParts.includes(name) && typeof part === 'function')
    if (!isRule || parts.length === 0)
      throw new Error(`${file}: ${mode} must have ${ruleParts.join(' or ')}, functions, and nothing else`)
  }
  return value as Matching
}
