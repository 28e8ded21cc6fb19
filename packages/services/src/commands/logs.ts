import { setTimeout as sleep } from 'node:timers/promises'
import { Command } from 'commander'
import { stateFolder } from '../repository.ts'
import { LogReader } from '../stack/log-reader.ts'
import { logFile, logNames } from '../stack/logs.ts'

const followMs = 250
const colours = [36, 33, 32, 35, 34, 91, 92, 93, 94, 95, 96]

export const logsCommand = new Command('logs')
  .description('shows what the processes of `up` have logged')
  .argument('[name]', 'one of them: api, authority, arcade, livekit, postgres, valkey, up')
  .option('-f, --follow', 'go on as more is logged')
  .action(async (name: string | undefined, options: { follow?: boolean }) => {
    const names = logNames(stateFolder)
    if (names.length === 0) throw new Error('no logs yet: npm run up has not run here')
    if (name && !names.includes(name)) throw new Error(`no log of ${name}; there are ${names.join(', ')}`)
    // A reader that has seen enough (`| head`) closes the pipe.
    process.stdout.on('error', () => process.exit(0))

    const readers = new Map<string, LogReader>()
    for (;;) {
      const shown = name ? [name] : logNames(stateFolder)
      for (const each of shown) {
        const reader = readers.get(each) ?? new LogReader(logFile(stateFolder, each))
        readers.set(each, reader)
        const prefix = name ? '' : prefixOf(each, shown)
        for (const line of reader.newLines()) process.stdout.write(`${prefix}${line}\n`)
      }
      if (!options.follow) return
      await sleep(followMs)
    }
  })

function prefixOf(name: string, names: string[]): string {
  const width = Math.max(...names.map((each) => each.length))
  const text = `${name.padEnd(width)} | `
  return process.stdout.isTTY ? `\x1b[${colours[names.indexOf(name) % colours.length]}m${text}\x1b[0m` : text
}
