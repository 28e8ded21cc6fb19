import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { Command } from 'commander'
import { isRunning } from '../process/identity.ts'
import { readHolder } from '../process/lock.ts'
import { createProgress } from '../progress.ts'
import { repository, stateFolder } from '../repository.ts'
import { readAddresses, type StackAddresses } from '../stack/addresses.ts'
import { bundle } from '../stack/applications.ts'
import { type OwnStack, startOwnStack } from '../stack/own-stack.ts'

export const botsCommand = new Command('bots')
  .description('lets bots play on the running stack, or on one of its own that it stops afterwards')
  .argument('[options...]', 'handed to the bots; npm run bots -- --help lists them')
  .allowUnknownOption()
  .helpOption(false)
  .passThroughOptions()
  .action(async (options: string[]) => {
    await bundle('bots')
    if (isUp() || asksForHelp(options)) {
      process.exitCode = await runBots(options)
      return
    }
    // Nothing may mix with a report on standard output: progress goes to standard error.
    const progress = createProgress()
    progress.line('no stack is running in this checkout: starting one for these bots')
    const stack = await startOwnStack({ progress })
    process.exitCode = await stopAfter(stack, () => runBots([...options, ...optionsFor(stack.addresses)]))
  })

function isUp(): boolean {
  const up = readHolder(join(stateFolder, 'up.lock'))
  return up !== undefined && isRunning(up) && readAddresses(stateFolder) !== undefined
}

async function stopAfter(stack: OwnStack, work: () => Promise<number>): Promise<number> {
  try {
    return await work()
  } finally {
    await stack.stop()
  }
}

/** Without being told, they look for `stack.json` in the folder they run in. */
function optionsFor({ apiUrl, authorityUrls }: StackAddresses): string[] {
  return ['--api-url', apiUrl, ...authorityUrls.flatMap((url) => ['--authority-url', url])]
}

function runBots(options: string[]): Promise<number> {
  const main = join(repository, 'apps/bots/dist/main.js')
  const child = spawn(process.execPath, ['--enable-source-maps', main, ...options], {
    stdio: 'inherit',
    cwd: repository,
  })
  // The terminal sends Ctrl-C to the bots too; they end, and what was started for them is stopped in order.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)))
}

const asksForHelp = (options: string[]) => options.includes('--help') || options.includes('-h')
