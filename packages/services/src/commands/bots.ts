import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { Command } from 'commander'
import { type Loss, readLoss } from '../lossy-network/loss.ts'
import { LossyNetwork } from '../lossy-network/lossy-network.ts'
import { isRunning } from '../process/identity.ts'
import { readHolder } from '../process/lock.ts'
import { createProgress } from '../progress.ts'
import { repository, stateFolder } from '../repository.ts'
import { readAddresses, type StackAddresses } from '../stack/addresses.ts'
import { bundle } from '../stack/applications.ts'
import { startOwnStack } from '../stack/own-stack.ts'

/** What a shell says of a command that Ctrl-C ended. */
const interruptedCode = 130

export const botsCommand = new Command('bots')
  .description('lets bots play on the running stack, or on one of its own that it stops afterwards')
  .argument('[options...]', 'handed to the bots; npm run bots -- --help lists them')
  .allowUnknownOption()
  .helpOption(false)
  .passThroughOptions()
  .action(async (options: string[]) => {
    if (asksForHelp(options)) process.exitCode = await runBots(options)
    else {
      const loss = readLoss(options)
      process.exitCode = await (loss ? playWithLoss(loss, options) : play(options))
    }
  })

async function play(options: string[]): Promise<number> {
  if (isUp()) return runBots(options)
  // Nothing may mix with a report on standard output: progress goes to standard error.
  const progress = createProgress()
  progress.line('no stack is running in this checkout: starting one for these bots')
  const stack = await startOwnStack({ progress })
  try {
    return await runBots([...options, ...optionsFor(stack.addresses)])
  } finally {
    await stack.stop()
  }
}

async function playWithLoss(loss: Loss, options: string[]): Promise<number> {
  const interruption = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => interruption.abort())
  const progress = createProgress()
  const network = await LossyNetwork.create(loss, progress)
  const interrupted = new Promise<undefined>((resolve) => {
    interruption.signal.addEventListener('abort', () => resolve(undefined))
    if (interruption.signal.aborted) resolve(undefined)
  })
  try {
    const addresses = await Promise.race([network.addresses(), interrupted])
    if (!addresses) return interruptedCode
    return await runBots([...options, ...optionsFor(addresses)], network.playersCommand)
  } finally {
    await network.remove()
  }
}

function isUp(): boolean {
  const up = readHolder(join(stateFolder, 'up.lock'))
  return up !== undefined && isRunning(up) && readAddresses(stateFolder) !== undefined
}

/** Without being told, they look for `stack.json` in the folder they run in. */
function optionsFor({ apiUrl, authorityUrls }: Pick<StackAddresses, 'apiUrl' | 'authorityUrls'>): string[] {
  return ['--api-url', apiUrl, ...authorityUrls.flatMap((url) => ['--authority-url', url])]
}

async function runBots(options: string[], prefix: readonly string[] = []): Promise<number> {
  await bundle('bots')
  const main = join(repository, 'apps/bots/dist/main.js')
  const [command, ...args] = [...prefix, process.execPath, '--enable-source-maps', main, ...options]
  const child = spawn(command as string, args, { stdio: 'inherit', cwd: repository })
  // The terminal sends Ctrl-C to the bots too; they end, and what was started for them is stopped in order.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)))
}

const asksForHelp = (options: string[]) => options.includes('--help') || options.includes('-h')
