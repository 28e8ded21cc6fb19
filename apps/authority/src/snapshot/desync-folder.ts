import { mkdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigError } from '@gameserver/config'
import type { DesyncDump } from '@gameserver/engine'
import type { Logger } from 'pino'

/** In one match; more of them say no more, and a player may report as often as it likes. */
const dumpsPerMatchMax = 20

/** Where it is written down in which fields a client's state was found to differ: one JSON file each. */
export class DesyncFolder {
  readonly #folder: string
  readonly #log: Logger
  readonly #written = new Map<string, number>()

  /** Throws a ConfigError for a folder that can't be made. */
  constructor(folder: string, log: Logger) {
    this.#folder = folder
    this.#log = log
    try {
      mkdirSync(folder, { recursive: true })
    } catch (error) {
      throw new ConfigError(`desyncFolder: can't be made: ${(error as Error).message}`)
    }
  }

  async write(matchId: string, playerId: string, dump: DesyncDump): Promise<void> {
    const text = `${JSON.stringify({ matchId, playerId, ...dump }, undefined, 2)}\n`
    try {
      let isWritten = false
      while (!isWritten) isWritten = await this.#writeNext(matchId, text)
    } catch (error) {
      this.#log.warn({ err: error, matchId }, 'desync not written')
    }
  }

  forget(matchId: string): void {
    this.#written.delete(matchId)
  }

  /** False: a former owner of the match has written a file of that number. */
  async #writeNext(matchId: string, text: string): Promise<boolean> {
    const number = (this.#written.get(matchId) ?? 0) + 1
    if (number > dumpsPerMatchMax) return true
    this.#written.set(matchId, number)
    try {
      await writeFile(join(this.#folder, `${matchId}-${number}.json`), text, { flag: 'wx' })
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
      throw error
    }
  }
}
