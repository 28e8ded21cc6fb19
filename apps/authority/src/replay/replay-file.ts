import { type FileHandle, open, rm } from 'node:fs/promises'

/** A disk that is slower than this much is taken for one that does not work: ten minutes of a match with 32 players. */
const waitingBytesMax = 4 * 1024 * 1024

/**
 * A file that only grows. Writing never makes its caller wait: what the disk has not taken yet waits in memory, up to a bound.
 * After a failure, which is told once, nothing more is written, so that what is there stays a whole beginning.
 */
export class ReplayFile {
  readonly #path: string
  readonly #failed: (error: unknown) => void
  #handle: FileHandle | undefined
  #waitingBytes = 0
  #isBroken = false
  #isClosed = false
  #last: Promise<void>

  constructor(path: string, failed: (error: unknown) => void) {
    this.#path = path
    this.#failed = failed
    this.#last = this.#attempt(() => this.#open())
  }

  write(chunk: Uint8Array): void {
    if (this.#isBroken || this.#isClosed) return
    this.#waitingBytes += chunk.length
    if (this.#waitingBytes > waitingBytesMax) {
      this.#fail(new Error(`the disk is behind by more than ${waitingBytesMax} bytes`))
      return
    }
    this.#then(async () => {
      await this.#handle?.appendFile(chunk)
      this.#waitingBytes -= chunk.length
    })
  }

  /** Settles when all up to now is out of this process' hands. False: it is not, and will not be. */
  async written(): Promise<boolean> {
    await this.#last
    return !this.#isBroken
  }

  /** Settles when all is on its way to the disk, or never will be. */
  close(): Promise<void> {
    if (this.#isClosed) return this.#last
    this.#isClosed = true
    this.#last = this.#last.then(async () => {
      await this.#handle?.close().catch((error) => this.#fail(error))
    })
    return this.#last
  }

  /** What is there by this name is of another database's match, or of an owner that could not begin. */
  async #open(): Promise<void> {
    await rm(this.#path, { force: true })
    this.#handle = await open(this.#path, 'wx')
  }

  #then(work: () => Promise<void>): void {
    this.#last = this.#last.then(() => this.#attempt(work))
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    if (this.#isBroken) return
    try {
      await work()
    } catch (error) {
      this.#fail(error)
    }
  }

  #fail(error: unknown): void {
    if (this.#isBroken) return
    this.#isBroken = true
    this.#failed(error)
  }
}
