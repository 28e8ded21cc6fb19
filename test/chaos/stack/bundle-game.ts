import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { repository } from '@gameserver/services/repository'
import { build } from 'esbuild'

const sources = fileURLToPath(new URL('../games', import.meta.url))

/** Makes of a game in test/chaos/games what an authority loads from its GAMES_FOLDER; returns nothing, throws what is wrong. */
export async function bundleGame(id: string, folder: string): Promise<void> {
  mkdirSync(join(folder, id), { recursive: true })
  await build({
    entryPoints: [join(sources, id, `${id}.ts`)],
    outfile: join(folder, id, `${id}.js`),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'silent',
    // The authority's own engine, of which there must not be two.
    alias: { '@gameserver/engine': join(repository, 'apps/authority/dist/engine.js') },
    external: [join(repository, 'apps/authority/dist/engine.js')],
  })
}
