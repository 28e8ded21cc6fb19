import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** A bundle, which has a file of its own for each part of a game, reads the folder `games` beside itself. */
const isBundled = import.meta.url.endsWith('.js')
const endings = isBundled ? ['.js', '.ts'] : ['.ts', '.js']
export const gamesFolder = fileURLToPath(new URL(isBundled ? 'games' : '.', import.meta.url))

export interface GamesSearch {
  folder?: string | undefined
  /** Is told, in one line, of each game that can't be used; it does not keep the others from being found. */
  report?: (problem: string) => void
  /** Loads what has been written since anew; what has not is the same object as before. */
  isAgain?: boolean
  /** Games that are not to be looked at. */
  leavesOut?: ReadonlySet<string>
  /** Is told of each game before its code is run for the first time. */
  loads?: (id: string) => void
}

/** In the order of the alphabet. */
export function gameIds(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^[a-z]/.test(entry.name) && entry.name !== 'node_modules')
    .map(({ name }) => name)
    .sort()
}

/** Undefined: the game's folder has no such part. */
export function fileOf(folder: string, id: string, part: string): string | undefined {
  return endings.map((ending) => join(folder, id, `${part}${ending}`)).find(existsSync)
}

/** Loads it once, or each time that it has been written. */
export function loadPart(file: string, isAgain: boolean): Promise<Record<string, unknown>> {
  const { href } = pathToFileURL(file)
  return import(isAgain ? `${href}?${statSync(file).mtimeMs}` : href)
}

/** What each game's folder has of something; of those where it can't be used, the problem is told. */
export async function loadEach<Part>(
  { folder = gamesFolder, report = complain, leavesOut, loads }: GamesSearch,
  load: (folder: string, id: string) => Promise<Part>,
): Promise<Part[]> {
  const found: Part[] = []
  for (const id of gameIds(folder)) {
    if (leavesOut?.has(id)) continue
    loads?.(id)
    try {
      found.push(await load(folder, id))
    } catch (error) {
      report(`${join(basename(folder), id)}: ${reasonOf(error)}`)
    }
  }
  return found
}

export function missingPart(id: string): Error {
  return new Error(`the folder has no ${id}${endings[0]}`)
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
