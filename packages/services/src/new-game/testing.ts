import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { repository } from '../repository.ts'

/** Writes the game of docs/games.md: its blocks of code that begin with the name of a file. Returns the game's id. */
export function writeGameOfTheDocs(folder: string): string {
  const docs = readFileSync(join(repository, 'docs/games.md'), 'utf8')
  const blocks = [...docs.matchAll(/^```ts\n\/\/ packages\/games\/(([a-z-]+)\/[a-z.]+)\n([\s\S]*?)^```$/gm)]
  for (const [, file = '', , text = ''] of blocks) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  const [, , id] = blocks[0] ?? []
  if (!id) throw new Error('docs/games.md has no game in it')
  return id
}
