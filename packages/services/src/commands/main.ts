import { Command } from 'commander'
import { benchCommand } from './bench.ts'
import { botsCommand } from './bots.ts'
import { chaosCommand } from './chaos.ts'
import { checkCommand } from './check.ts'
import { downCommand } from './down.ts'
import { logsCommand } from './logs.ts'
import { migrateCommand } from './migrate.ts'
import { newGameCommand } from './new-game.ts'
import { replayCommand } from './replay.ts'
import { seedCommand } from './seed.ts'
import { simulateCommand } from './simulate.ts'
import { testCommand } from './test.ts'
import { upCommand } from './up.ts'

const program = new Command('npm run')
  .usage('<command> -- [options]')
  .description('Runs, tests and checks this repository. Options follow two dashes: npm run up -- --detach')
  .enablePositionalOptions()
  .addCommand(upCommand)
  .addCommand(downCommand)
  .addCommand(logsCommand)
  .addCommand(migrateCommand)
  .addCommand(seedCommand)
  .addCommand(newGameCommand)
  .addCommand(botsCommand)
  .addCommand(benchCommand)
  .addCommand(replayCommand)
  .addCommand(simulateCommand)
  .addCommand(chaosCommand)
  .addCommand(testCommand)
  .addCommand(checkCommand)

try {
  await program.parseAsync()
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exit(1)
}
