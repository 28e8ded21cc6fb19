import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { Command } from 'commander'
import { repository } from '../repository.ts'

export const simulateCommand = new Command('simulate')
  .description('plays matches of all games over simulated networks, and watches them')
  .argument('[options...]', 'handed to the simulation; npm run simulate -- --help lists them')
  .allowUnknownOption()
  .helpOption(false)
  .passThroughOptions()
  .action((options: string[]) => {
    const tsx = join(repository, 'node_modules/tsx/dist/cli.mjs')
    const main = join(repository, 'test/simulation/main.ts')
    const { status } = spawnSync(process.execPath, [tsx, main, ...options], {
      stdio: 'inherit',
      cwd: repository,
    })
    process.exitCode = status ?? 1
  })
