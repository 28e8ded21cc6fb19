import {
  type RankedScore,
  type ReplayPlayer,
  ReplayRecorder,
  type ReplayRecorderOptions,
  type TickRecord,
} from '@gameserver/engine'
import type { Logger } from 'pino'
import type { Recorded, RecordedEnd } from '../journal/recorded-tail.ts'
import { type EarlierPart, EarlierTicks } from './earlier-ticks.ts'
import type { ReplayFile } from './replay-file.ts'
import type { ReplayFolder } from './replay-folder.ts'

/** A successor makes its former owner's ticks again in turns as long as this, so often: what is played goes before. */
const turnMs = 3
const turnEveryMs = 30
/** In a turn, however long they take, if as many are to be made again as are played: twice those of 30 ms at 128 a second. */
const ticksPerTurnLeast = 8

type RecordingOf = Omit<ReplayRecorderOptions, 'write' | 'part' | 'former'> & {
  readonly settings: Record<string, number>
  readonly seats: number
  readonly epoch: number
}

/** Records what one owner makes of a match. Whatever fails in it is told once, and the match goes on. */
export class MatchRecording implements Recorded {
  readonly #folder: ReplayFolder
  readonly #log: Logger
  readonly #file: ReplayFile
  readonly #part: number
  readonly #played: ReplayRecorderOptions['authority']
  #recorder: ReplayRecorder | undefined
  /** Until all ticks are made again that the former owner's recording may lack. */
  #earlier: EarlierTicks | undefined
  #turns: NodeJS.Timeout | undefined
  /** Two for each that is played meanwhile, so that they come to an end. */
  #ticksOwed = 0
  #isEmpty = true
  #isStopped = false

  /** From where the match stands, or where the recording of its former owner ends. */
  constructor(options: {
    match: RecordingOf
    earlier: EarlierPart | undefined
    folder: ReplayFolder
    log: Logger
  }) {
    const { match, earlier, folder, log } = options
    this.#folder = folder
    this.#log = log
    this.#part = match.epoch
    this.#played = match.authority
    this.#file = folder.create(match.matchId, match.epoch, (error) => this.#complain(error))
    this.#earlier = this.#begin(match, earlier)
    this.#recorder = new ReplayRecorder({
      ...match,
      authority: {
        checkpoint: () => this.#source.checkpoint(),
        stateHash: () => this.#source.stateHash(),
      },
      part: match.epoch,
      former: this.#earlier && earlier?.former,
      write: (chunk) => this.#file.write(chunk),
    })
    if (this.#earlier) this.#turns = setInterval(() => this.#makeEarlier(turnMs), turnEveryMs)
  }

  record(record: TickRecord): void {
    this.#guarded((recorder) => {
      if (this.#earlier) {
        this.#earlier.add(record)
        this.#ticksOwed += 2
      } else this.#write(recorder, record)
    })
  }

  admit(players: readonly ReplayPlayer[]): void {
    this.#guarded((recorder) => recorder.admit(players))
  }

  endChunk(ticksToCome: number, isWanted: boolean): RecordedEnd | undefined {
    if (this.#earlier || this.#isEmpty) return undefined
    if (!isWanted && this.#recorder && this.#recorder.ticksToCome >= ticksToCome) return undefined
    this.#guarded((recorder) => recorder.flush())
    if (!this.#recorder) return undefined
    const { tick } = this.#played.checkpoint()
    const end = { part: this.#part, tick, hash: this.#recorder.headHash, isWritten: false }
    void this.#file.written().then((isWritten) => {
      end.isWritten = isWritten
    })
    return end
  }

  /** Ends the replay; returns the hash that stands for all of it, if it was recorded to the end. */
  finish(scores: readonly RankedScore[]): string | undefined {
    this.#makeEarlier(Number.POSITIVE_INFINITY)
    this.#guarded((recorder) => recorder.close(scores))
    const headHash = this.#recorder?.headHash
    this.stop()
    return headHash
  }

  /** Leaves the file without an ending: another owner goes on, or the match has no result. */
  stop(): void {
    if (this.#isStopped) return
    this.#isStopped = true
    this.#makeEarlier(Number.POSITIVE_INFINITY)
    clearInterval(this.#turns)
    this.#guarded((recorder) => recorder.flush())
    this.#recorder = undefined
    this.#folder.close(this.#file)
  }

  /** If it can't be, the recording begins where the match stands. */
  #begin(match: RecordingOf, earlier: EarlierPart | undefined): EarlierTicks | undefined {
    try {
      return earlier && new EarlierTicks(match, earlier)
    } catch (error) {
      this.#log.error({ err: error }, "the former owner's last ticks are not in the replay")
      return undefined
    }
  }

  get #source(): ReplayRecorderOptions['authority'] {
    return this.#earlier?.source ?? this.#played
  }

  /** For so long, or longer if it must be. */
  #makeEarlier(forMs: number): void {
    const untilMs = performance.now() + forMs
    let least = Math.min(this.#ticksOwed, ticksPerTurnLeast)
    this.#ticksOwed -= least
    this.#guarded((recorder) => {
      while (this.#earlier && (least-- > 0 || performance.now() < untilMs)) {
        const record = this.#earlier.make()
        if (record) this.#write(recorder, record)
        else this.#earlier = undefined
      }
    })
    if (!this.#earlier || !this.#recorder) clearInterval(this.#turns)
  }

  #write(recorder: ReplayRecorder, record: TickRecord): void {
    recorder.record(record)
    this.#isEmpty = false
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
