import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { repository } from '../repository.ts'
import { removeAbandonedFolders } from '../throwaway-folder.ts'

export interface ServedAddresses {
  apiUrl: string
  authorityUrls: string[]
}

/** What the process that serves the stack tells whoever started it. */
export type ServeMessage = ({ type: 'ready' } & ServedAddresses) | { type: 'failed'; reason: string }

const script = fileURLToPath(new URL('./serve.ts', import.meta.url))

/** A stack of its own in a process of its own, which may be in another network. */
export class ServedStack {
  readonly #process: ChildProcess
  readonly #ended: Promise<unknown>

  /** `prefix` is put before the command; players reach the servers at `address`. */
  constructor([command, ...args]: readonly [string, ...string[]], address: string) {
    this.#process = spawn(command, [...args, process.execPath, '--import', 'tsx', script, address], {
      cwd: repository,
      // Nothing may mix with a report on standard output.
      stdio: ['ignore', 2, 2, 'ipc'],
    })
    this.#ended = new Promise((resolve) => this.#process.once('exit', resolve))
    this.#process.once('error', () => {})
  }

  /** Rejects when it cannot be started, or is stopped before. */
  addresses(): Promise<ServedAddresses> {
    return new Promise((resolve, reject) => {
      this.#process.once('message', (message: ServeMessage) => {
        if (message.type === 'ready') resolve(message)
        else reject(new Error(message.reason))
      })
      this.#process.once('error', reject)
      this.#process.once('exit', () => reject(new Error('the servers ended before they were ready')))
    })
  }

  async stop(): Promise<void> {
    if (this.#process.connected) this.#process.disconnect()
    await this.#ended
    // Also of a process that did not get to it.
    await removeAbandonedFolders()
  }
}
