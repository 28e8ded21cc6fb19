import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { goldenChain } from '../../packages/engine/test/simulation/golden-chain.ts'
import { allGames } from './found-games.ts'

/** By game: its chain of hashes, with blanks between them. */
export type GoldenHashes = { readonly [id: string]: string }

const root = join(import.meta.dirname, '../..')
const file = join(import.meta.dirname, 'golden.json')

export async function goldenHashes(): Promise<GoldenHashes> {
  const games = await allGames()
  return Object.fromEntries(games.map(({ game, mind }) => [game.id, goldenChain(game, mind).join(' ')]))
}

export function keptGoldenHashes(): GoldenHashes {
  return JSON.parse(readFileSync(file, 'utf8'))
}

export function keepGoldenHashes(hashes: GoldenHashes): void {
  writeFileSync(file, `${JSON.stringify(hashes, null, 2)}\n`)
}

/** A script without modules or imports that leaves the hashes of all games in the global `goldenHashes`. */
export async function bundleGoldenHashes(): Promise<string> {
  const games = await allGames()
  const path = (...parts: string[]) => JSON.stringify(join(root, ...parts))
  const lines = games.flatMap(({ game: { id } }, index) => {
    const bot = join('packages/games', id, 'bot.ts')
    const hasBot = existsSync(join(root, bot))
    return [
      `import game${index} from ${path('packages/games', id, `${id}.ts`)}`,
      hasBot ? `import * as mind${index} from ${path(bot)}` : `const mind${index} = undefined`,
      `hashes[${JSON.stringify(id)}] = goldenChain(game${index}, mind${index}).join(' ')`,
    ]
  })
  const { outputFiles } = await build({
    stdin: {
      contents: [
        `import { goldenChain } from ${path('packages/engine/test/simulation/golden-chain.ts')}`,
        'const hashes = {}',
        ...lines,
        'globalThis.goldenHashes = hashes',
      ].join('\n'),
      resolveDir: root,
    },
    bundle: true,
    format: 'iife',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
  })
  return outputFiles[0]?.text ?? ''
}
