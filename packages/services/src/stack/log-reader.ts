import { closeSync, openSync, readSync, statSync } from 'node:fs'

const shownBytesMax = 64 * 1024

/** Gives the end of a file at first, then what is appended; begins anew when the file was replaced. */
export class LogReader {
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
