import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { bundleProgram } from '../bundle-program.ts'
import { repository } from '../repository.ts'
import { tickingOptions } from '../stack/applications.ts'

/** What measures the engine alone runs as it does in production: bundled, not compiled as it is loaded, with an authority's options. */
const ofEngine = new Set(['bandwidth', 'rollback', 'snapshot', 'tick'])

export const benchCommand = new Command('bench')
  .description('runs a measurement of bench/, or lists them')
  .argument('[name]', 'a file of bench/, without .ts')
  .argument('[options...]', 'handed to the measurement')
  .passThroughOptions()
  .action(async (name: string | undefined, options: string[]) => {
    const names = benchNames()
    if (!name) {
      process.stdout.write(`${names.join('\n')}\n`)
      return
    }
    if (!names.includes(name)) throw new Error(`no measurement ${name}; there are ${names.join(', ')}`)
    const source = join(repository, 'bench', `${name}.ts`)
    const tsx = join(repository, 'node_modules/tsx/dist/cli.mjs')
    const program = ofEngine.has(name)
      ? [...tickingOptions, await bundleProgram(source, `bench/${name}`)]
      : [tsx, source]
    const { status } = spawnSync(process.execPath, [...program, ...options], {
      stdio: 'inherit',
      cwd: repository,
    })
    process.exitCode = status ?? 1
  })

function benchNames(): string[] {
  return readdirSync(join(repository, 'bench'))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
}
