import { StorageUnavailable } from './deadline.ts'

/** Who has waited for so long is refused. Together with the read itself it stays below the second after which a player hears. */
const waitMsMax = 300

/** For so long nobody asks after a read that Postgres did not manage in time: the next one would hardly do better. */
const pauseMs = 1_000

interface Line {
  /** Settles when the last of those in line is done. */
  end: Promise<unknown>
  closedUntilMs: number
}

/**
 * One read after the other for each board. A rank among a million takes Postgres up to a second of counting: many at once, while
 * the sorted set is being made anew, would each take longer than anybody waits, and the rebuild with them.
 */
export class RankTurns {
  readonly #lines = new Map<string, Line>()

  async take<T>(board: string, read: () => Promise<T>): Promise<T> {
    const line = this.#lines.get(board) ?? { end: Promise.resolve(), closedUntilMs: 0 }
    this.#lines.set(board, line)
    const cameMs = performance.now()
    refuse(cameMs < line.closedUntilMs)
    const turn = line.end.then(() => {
      const nowMs = performance.now()
      refuse(nowMs < line.closedUntilMs || nowMs - cameMs > waitMsMax)
      return read().catch((error: unknown) => {
        if (error instanceof StorageUnavailable) line.closedUntilMs = performance.now() + pauseMs
        throw error
      })
    })
    line.end = turn.catch(() => {})
    return turn
  }
}

function refuse(isTooMuch: boolean): void {
  if (isTooMuch) throw new StorageUnavailable('too many ask for ranks that are being counted')
}
