import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { Command } from 'commander'
import { repository } from '../repository.ts'

export const chaosCommand = new Command('chaos')
  .description('has things go wrong while players play, and reports what was lost')
  .argument('[options...]', 'handed on; npm run chaos -- --help lists them')
  .allowUnknownOption()
  .helpOption(false)
  .passThroughOptions()
  .action(async (options: string[]) => {
    const main = join(repository, 'test/chaos/main.ts')
    const child = spawn(process.execPath, ['--import', 'tsx', main, ...options], {
      stdio: 'inherit',
      cwd: repository,
    })
    // The terminal sends Ctrl-C to the run too, which stops what it started in order.
    process.on('SIGINT', () => {})
    process.on('SIGTERM', () => child.kill('SIGTERM'))
    process.exitCode = await new Promise<number>((resolve) =>
      child.once('exit', (code) => resolve(code ?? 1)),
    )
  })
