import { existsSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'
import { repository } from '../repository.ts'
import { type Check, failIfAny } from './check.ts'
import { breachesOf } from './determinism-rules.ts'

/** The engine and each game's rules must come to the same bits on every machine: `npm run check` says where they might not. */
export const determinismChecks: Check[] = [
  {
    name: 'simulation is the same on every machine',
    run: async () => failIfAny(determinismProblems(repository)),
  },
]

/** Of what only draws, or only chooses what is sent first, nothing comes back into a simulation: it may differ by a bit. */
const notSimulated = new Set([
  'packages/engine/src/client/correction-smoothing.ts',
  'packages/engine/src/snapshot/packet-filler.ts',
])

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
  types: [],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  allowImportingTsExtensions: true,
  noEmit: true,
  strict: true,
  skipLibCheck: true,
}

/** Problems by file and line, of the engine and of every game of a repository at `root`. */
export function determinismProblems(root: string): string[] {
  const engine = sourcesIn(join(root, 'packages/engine/src'))
  const games = gameFolders(join(root, 'packages/games'))
  const program = ts.createProgram(
    [...engine, ...games.map(({ rules }) => rules)],
    options,
    ts.createCompilerHost(options),
  )
  const checker = program.getTypeChecker()
  return program
    .getSourceFiles()
    .map((file) => ({ file, path: relative(root, file.fileName) }))
    .filter(({ file, path }) => !file.isDeclarationFile && !notSimulated.has(path))
    .flatMap(({ file, path }) => {
      const game = games.find(({ folder }) => file.fileName.startsWith(`${folder}/`))
      if (game === undefined && !path.startsWith('packages/engine/src/')) return []
      return breachesOf(file, checker, game ? mayGameImport : mayEngineImport).map(
        ({ line, text }) => `${path}:${line}: ${text}`,
      )
    })
}

function mayEngineImport(specifier: string): boolean {
  return specifier.startsWith('.')
}

/** What lies beside the games is shared by bots and drawings, not by rules. */
function mayGameImport(specifier: string): boolean {
  return specifier === '@gameserver/engine' || /^\.\/(?!draw)/.test(specifier)
}

/** Also the template that new games are made from. */
function gameFolders(games: string): { readonly folder: string; readonly rules: string }[] {
  return readdirSync(games, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({
      folder: join(games, name),
      rules: join(games, name, `${name.replace(/^\./, '')}.ts`),
    }))
    .filter(({ rules }) => existsSync(rules))
}

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => join(folder, file))
}
