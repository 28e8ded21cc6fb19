import { accessSync, constants, mkdirSync } from 'node:fs'
import { lstat, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigError } from '@gameserver/config'
import type { Logger } from 'pino'
import { ReplayFile } from './replay-file.ts'

const dayMs = 24 * 60 * 60 * 1_000
/** A match under way writes every 3 s, whichever process has it. */
const youngMs = 60_000
/** Ids of matches are UUIDs; nothing else becomes part of a path, or is ever removed. */
const replayName = /^[\w-]{1,64}\.gsr$/

export interface ReplayKeeping {
  folder: string
  keptMax: number
  keptDays: number
}

/** Where the replays of matches are: `<matchId>.gsr`, and a file `<matchId>-<epoch>.gsr` of each later owner. The oldest go. */
export class ReplayFolder {
  readonly #keeping: ReplayKeeping
  readonly #log: Logger
  readonly #open = new Set<Promise<void>>()
  #isSweeping = false

  /** Throws a ConfigError for a folder that can't be written to. */
  constructor(keeping: ReplayKeeping, log: Logger) {
    this.#keeping = keeping
    this.#log = log
    try {
      mkdirSync(keeping.folder, { recursive: true })
      accessSync(keeping.folder, constants.W_OK)
    } catch (error) {
      throw new ConfigError(`replays.folder: can't be written to: ${(error as Error).message}`)
    }
  }

  /** For an owner of the match. `failed` is called once, when the disk does not take any more. */
  create(matchId: string, epoch: number, failed: (error: unknown) => void): ReplayFile {
    const name = epoch === 1 ? `${matchId}.gsr` : `${matchId}-${epoch}.gsr`
    if (!replayName.test(name)) throw new RangeError(`no name for a file: ${matchId}`)
    return new ReplayFile(join(this.#keeping.folder, name), failed)
  }

  close(file: ReplayFile): void {
    const closing = file.close().then(() => this.sweep())
    this.#open.add(closing)
    void closing.finally(() => this.#open.delete(closing))
  }

  /** When all closed files are written. */
  async settled(): Promise<void> {
    await Promise.all(this.#open)
  }

  /** Removes what is too old or too many. */
  async sweep(nowMs = Date.now()): Promise<void> {
    if (this.#isSweeping) return
    this.#isSweeping = true
    try {
      const { keptMax, keptDays } = this.#keeping
      const replays = await this.#replays()
      const surplus = replays.filter(
        ({ changedMs }, index) =>
          nowMs - changedMs > youngMs && (index >= keptMax || nowMs - changedMs > keptDays * dayMs),
      )
      await Promise.all(surplus.map(({ path }) => rm(path, { force: true })))
    } catch (error) {
      this.#log.warn({ err: error }, 'old replays not removed')
    }
    this.#isSweeping = false
  }

  /** The newest first. Another process that sweeps may have removed some meanwhile. */
  async #replays(): Promise<{ path: string; changedMs: number }[]> {
    const names = (await readdir(this.#keeping.folder)).filter((name) => replayName.test(name))
    const found = await Promise.all(
      names.map(async (name) => {
        const path = join(this.#keeping.folder, name)
        const entry = await lstat(path).catch(() => undefined)
        return entry?.isFile() ? [{ path, changedMs: entry.mtimeMs }] : []
      }),
    )
    return found.flat().sort((a, b) => b.changedMs - a.changedMs)
  }
}
