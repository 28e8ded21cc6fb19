import { type ToldLog, type ToldMessage, toldKept, toldLogs } from '@gameserver/storage/match-journals'

/** The newest of what all were told, and which of it has not been written down yet. */
export class ToldLogs {
  readonly #kept: Record<ToldLog, ToldMessage[]> = { event: [], chat: [] }
  readonly #written: Record<ToldLog, number> = { event: 0, chat: 0 }

  /** What a former owner told, the oldest first. */
  constructor(told: readonly ToldMessage[]) {
    for (const message of told) this.add(message)
  }

  add(message: ToldMessage): void {
    const kept = this.#kept[message.log]
    kept.push(message)
    if (kept.length > toldKept[message.log]) kept.shift()
  }

  get hasNew(): boolean {
    return toldLogs.some((log) => this.#newest(log) > this.#written[log])
  }

  takeNew(): ToldMessage[] {
    const isNew = ({ log, sequence }: ToldMessage) => sequence > this.#written[log]
    const taken = toldLogs.flatMap((log) => this.#kept[log].filter(isNew))
    this.#haveWritten()
    return taken
  }

  takeAll(): ToldMessage[] {
    this.#haveWritten()
    return toldLogs.flatMap((log) => this.#kept[log])
  }

  #haveWritten(): void {
    for (const log of toldLogs) this.#written[log] = this.#newest(log)
  }

  #newest(log: ToldLog): number {
    return this.#kept[log].at(-1)?.sequence ?? 0
  }
}
