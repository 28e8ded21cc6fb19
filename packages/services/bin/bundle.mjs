// Bundles the application in the current folder into dist: src/main.ts, with the workspaces it imports, becomes main.js. What
// comes from the registry stays outside: native modules could not be bundled, and stack traces keep their packages' names.
//
// An application that plays games gets them as files of their own, games/<id>/<id>.js and bot.js, which it finds when it runs,
// and one engine.js for itself and all of them. One that has the games but not the engine gets their rules of matching,
// games/<id>/matching.js. Without --skip-broken-games a game that can't be used fails the build; with it,
// the problem goes to standard error, and a file that says the same when it is loaded takes the game's place.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { tsImport } from 'tsx/esm/api'

const packages = fileURLToPath(new URL('../../', import.meta.url))
const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
const skipsBrokenGames = process.argv.includes('--skip-broken-games')
const hasGames = '@gameserver/games' in dependencies
const playsGames = hasGames && '@gameserver/engine' in dependencies
let hasFailed = false

// child.ts is what main.ts starts further processes with.
for (const program of ['main', 'child'].filter((name) => existsSync(`src/${name}.ts`)))
  await bundle(`src/${program}.ts`, `dist/${program}.js`)
if (hasGames) await bundleGames()
process.exit(hasFailed ? 1 : 0)

async function bundleGames() {
  if (playsGames) await bundle(join(packages, 'engine/src/index.ts'), 'dist/engine.js')
  const ids = readdirSync(join(packages, 'games')).filter((id) => existsSync(sourceOf(id, id)))
  const parts = (id) => (playsGames ? [id, 'bot'] : ['matching'])
  await Promise.all(ids.flatMap((id) => parts(id).map((part) => bundleGamePart(id, part))))
  for (const id of existsSync('dist/games') ? readdirSync('dist/games') : [])
    if (!ids.includes(id)) rmSync(join('dist/games', id), { recursive: true })
  await checkGames()
}

async function bundleGamePart(id, name) {
  const out = join('dist/games', id, `${name}.js`)
  if (!existsSync(sourceOf(id, name))) return rmSync(out, { force: true })
  try {
    await bundle(sourceOf(id, name), out, 'silent')
  } catch ({ errors: [error] }) {
    const at = error.location
      ? `${relative(process.cwd(), error.location.file)}:${error.location.line}: `
      : ''
    write(out, `throw new Error(${JSON.stringify(`${at.replace(/^(\.\.\/)+/, '')}${error.text}`)})\n`)
    rmSync(`${out}.map`, { force: true })
  }
}

/** Loads them as the application will. */
async function checkGames() {
  const folder = join(process.cwd(), 'dist/games')
  const report = (problem) => {
    process.stderr.write(`${problem}\n`)
    hasFailed ||= !skipsBrokenGames
  }
  if (!playsGames) {
    const { findMatching } = await tsImport('../../games/find-matching.ts', import.meta.url)
    await findMatching({ folder, report })
    return
  }
  const { findGames, findBotMind } = await tsImport('../../games/find-games.ts', import.meta.url)
  const games = await findGames({ folder, report })
  for (const { id } of games) await findBotMind(id, folder).catch(({ message }) => report(message))
}

async function bundle(source, out, logLevel = 'warning') {
  const engine = relative(dirname(out), 'dist/engine.js')
  try {
    const { outputFiles } = await build({
      entryPoints: [source],
      outfile: out,
      write: false,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'esm',
      sourcemap: true,
      logLevel,
      plugins: [workspacesOnly(engine.startsWith('.') ? engine : `./${engine}`)],
    })
    for (const { path, text } of outputFiles) write(path, text)
  } catch (error) {
    // esbuild has said what is wrong, unless it was told not to.
    if (logLevel === 'silent') throw error
    process.exit(1)
  }
}

/** Nothing that is the same as before: a running authority looks for what has been written, and never sees half of it. */
function write(path, text) {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return
  mkdirSync(dirname(path), { recursive: true })
  const whole = `${path}.${process.pid}`
  writeFileSync(whole, text)
  renameSync(whole, path)
}

function workspacesOnly(engine) {
  return {
    name: 'workspaces-only',
    setup({ onResolve }) {
      onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
        if (kind === 'entry-point') return undefined
        if (path === '@gameserver/engine' && playsGames) return { path: engine, external: true }
        return path.startsWith('@gameserver/') ? undefined : { path, external: true }
      })
    },
  }
}

function sourceOf(id, name) {
  return join(packages, 'games', id, `${name}.ts`)
}
