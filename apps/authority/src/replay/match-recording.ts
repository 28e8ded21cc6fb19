import {
  type RankedScore,
  type ReplayPlayer,
  ReplayRecorder,
  type ReplayRecorderOptions,
  type TickRecord,
} from '@gameserver/engine'
import type { Logger } from 'pino'
import type { ReplayFile } from './replay-file.ts'
import type { ReplayFolder } from './replay-folder.ts'

/** Records what one owner makes of a match. Whatever fails in it is told once, and the match goes on. */
export class MatchRecording {
  readonly #folder: ReplayFolder
  readonly #log: Logger
  readonly #file: ReplayFile
  #recorder: ReplayRecorder | undefined
  #isStopped = false

  /** From where the match stands. */
  constructor(options: {
    match: Omit<ReplayRecorderOptions, 'write' | 'part'> & { readonly epoch: number }
    folder: ReplayFolder
    log: Logger
  }) {
    const { match, folder, log } = options
    this.#folder = folder
    this.#log = log
    this.#file = folder.create(match.matchId, match.epoch, (error) => this.#complain(error))
    this.#recorder = new ReplayRecorder({
      ...match,
      part: match.epoch,
      write: (chunk) => this.#file.write(chunk),
    })
  }

  record(record: TickRecord): void {
    this.#guarded((recorder) => recorder.record(record))
  }

  admit(players: readonly ReplayPlayer[]): void {
    this.#guarded((recorder) => recorder.admit(players))
  }

  /** Ends the replay; returns the hash that stands for all of it, if it was recorded to the end. */
  finish(scores: readonly RankedScore[]): string | undefined {
    this.#guarded((recorder) => recorder.close(scores))
    const headHash = this.#recorder?.headHash
    this.stop()
    return headHash
  }

  /** Leaves the file without an ending: another owner goes on, or the match has no result. */
  stop(): void {
    if (this.#isStopped) return
    this.#isStopped = true
    this.#guarded((recorder) => recorder.flush())
    this.#recorder = undefined
    this.#folder.close(this.#file)
  }

  #guarded(work: (recorder: ReplayRecorder) => void): void {
    if (!this.#recorder) return
    try {
      work(this.#recorder)
    } catch (error) {
      this.#recorder = undefined
      this.#complain(error)
    }
  }

  #complain(error: unknown): void {
    this.#log.error({ err: error }, 'the replay is not kept')
  }
}
