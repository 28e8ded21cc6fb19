import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { Command } from 'commander'
import { stateFolder } from '../repository.ts'
import { logFile, logNames } from '../stack/logs.ts'

const shownBytesMax = 64 * 1024
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

/** Gives the end of a file at first, then what is appended; begins anew when the file was replaced. */
class LogReader {
  readonly #file: string
  #offset: number | undefined
  #partial = ''

  constructor(file: string) {
    this.#file = file
  }

  newLines(): string[] {
    const size = statSync(this.#file, { throwIfNoEntry: false })?.size ?? 0
    if (this.#offset === undefined) this.#offset = Math.max(0, size - shownBytesMax)
    if (size < this.#offset) this.#offset = 0
    if (size === this.#offset) return []
    const bytes = Buffer.alloc(size - this.#offset)
    const descriptor = openSync(this.#file, 'r')
    const count = readSync(descriptor, bytes, 0, bytes.length, this.#offset)
    closeSync(descriptor)
    this.#offset += count
    const lines = (this.#partial + bytes.toString('utf8', 0, count)).split('\n')
    this.#partial = lines.pop() ?? ''
    return lines
  }
}

function prefixOf(name: string, names: string[]): string {
  const width = Math.max(...names.map((each) => each.length))
  const text = `${name.padEnd(width)} | `
  return process.stdout.isTTY ? `\x1b[${colours[names.indexOf(name) % colours.length]}m${text}\x1b[0m` : text
}
