import type { TickRecord } from '@gameserver/engine'
import type { StoredJournal, ToldMessage } from '@gameserver/storage/match-journals'
import { JournalPages, type JournalSubject } from '../journal/journal-pages.ts'
import { ToldLogs } from '../journal/told-logs.ts'
import type { Journal } from '../tick/journal.ts'

/** Keeps what a match writes down for its successor as Redis would, and answers at once. */
export class RehearsedJournal implements Journal {
  readonly #pages: JournalPages
  readonly #told = new ToldLogs([])
  #keyframe: Uint8Array | undefined
  #entries: Uint8Array[] = []

  constructor(subject: JournalSubject) {
    this.#pages = new JournalPages(subject)
  }

  record(record: TickRecord): void {
    this.#pages.record(record)
  }

  standingChanged(): void {
    this.#pages.standingChanged()
  }

  told(message: ToldMessage): void {
    this.#pages.told(message)
  }

  after(run: () => void): void {
    run()
  }

  flush(): void {
    const { keyframe, entry, told } = this.#keyframe ? this.#pages.next(false) : this.#pages.afresh()
    if (keyframe) {
      this.#keyframe = keyframe
      this.#entries = []
    }
    if (entry) this.#entries.push(entry)
    for (const message of told) this.#told.add(message)
  }

  /** What a successor finds; undefined before the first snapshot. */
  read(epoch: number): StoredJournal | undefined {
    if (this.#keyframe === undefined) return undefined
    this.flush()
    return {
      epoch,
      keyframe: this.#keyframe,
      entries: this.#entries,
      told: this.#told.takeAll(),
      ageMs: 0,
    }
  }
}
