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
    const number = (this.#written.get(matchId) ?? 0) + 1
    if (number > dumpsPerMatchMax) return
    this.#written.set(matchId, number)
    const file = join(this.#folder, `${matchId}-${number}.json`)
    try {
      await writeFile(file, `${JSON.stringify({ matchId, playerId, ...dump }, undefined, 2)}\n`)
    } catch (error) {
      this.#log.warn({ err: error, file }, 'desync not written')
    }
  }

  forget(matchId: string): void {
    this.#written.delete(matchId)
  }
}
