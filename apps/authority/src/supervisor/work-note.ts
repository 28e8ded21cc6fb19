import { writeSync } from 'node:fs'
import { encodeWork, type Work } from './work.ts'

const nothing = new Uint8Array(1)

/**
 * A line in memory that outlives the process: which match's code is being run. It goes to a file that the supervisor has opened in
 * memory (`WorkFile`), so a process that is killed, or hangs, has told what it was at. Written and cleared it costs 2 µs.
 */
export class WorkNote {
  readonly #descriptor: number | undefined
  #work: Work | undefined

  /** Undefined: nobody wants to know. */
  constructor(descriptor: number | undefined) {
    this.#descriptor = descriptor
  }

  get current(): Work | undefined {
    return this.#work
  }

  /** Notes the same work again and again, encoded once. */
  on(work: Work): <T>(run: () => T) => T {
    if (this.#descriptor === undefined) return (run) => run()
    const note = encodeWork(work)
    return (run) => {
      // Work within work, as when a tick ends the match, is the same match's.
      if (this.#work !== undefined) return run()
      this.#begin(work, note)
      try {
        return run()
      } finally {
        this.clear()
      }
    }
  }

  /** Until it is cleared: of what takes its time, before there are any matches. */
  write(work: Work): void {
    this.#begin(work, encodeWork(work))
  }

  clear(): void {
    this.#work = undefined
    this.#write(nothing)
  }

  #begin(work: Work, note: Uint8Array): void {
    this.#work = work
    this.#write(note)
  }

  #write(bytes: Uint8Array): void {
    if (this.#descriptor !== undefined) writeSync(this.#descriptor, bytes, 0, bytes.length, 0)
  }
}
