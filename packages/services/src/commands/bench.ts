import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { repository } from '../repository.ts'

export const benchCommand = new Command('bench')
  .description('runs a measurement of bench/, or lists them')
  .argument('[name]', 'a file of bench/, without .ts')
  .argument('[options...]', 'handed to the measurement')
  .passThroughOptions()
  .action((name: string | undefined, options: string[]) => {
    const names = benchNames()
    if (!name) {
      process.stdout.write(`${names.join('\n')}\n`)
      return
    }
    if (!names.includes(name)) throw new Error(`no measurement ${name}; there are ${names.join(', ')}`)
    const tsx = join(repository, 'node_modules/tsx/dist/cli.mjs')
    const { status } = spawnSync(
      process.execPath,
      [tsx, join(repository, 'bench', `${name}.ts`), ...options],
      {
        stdio: 'inherit',
        cwd: repository,
      },
    )
    process.exitCode = status ?? 1
  })

function benchNames(): string[] {
  return readdirSync(join(repository, 'bench'))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
}
