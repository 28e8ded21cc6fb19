/** A player who has not come back by then, while others have, is not waited for: LiveKit's clients try every two seconds. */
export const reunionMsMax = 4_000

/**
 * A time in which the room is out of reach, and the match stands still. It goes on when those who were there are there again, so
 * that nobody gains by being back first, or when they have had time to be.
 */
export class Suspension {
  readonly #sinceMs: number
  readonly #awaited: ReadonlySet<string>
  #returnedMs: number | undefined

  /** `thereIds`: who was there last. */
  constructor(thereIds: Iterable<string>, nowMs: number) {
    this.#awaited = new Set(thereIds)
    this.#sinceMs = nowMs
  }

  get awaited(): Iterable<string> {
    return this.#awaited
  }

  /** Nobody can be reached. */
  get isAway(): boolean {
    return this.#returnedMs === undefined
  }

  /** The room is there again. Returns for how long it was not. */
  returned(nowMs: number): number {
    this.#returnedMs = nowMs
    return nowMs - this.#sinceMs
  }

  /** `isMissing`: whether a player is away, and may come back. */
  isOver(isMissing: (playerId: string) => boolean, nowMs: number): boolean {
    if (this.#returnedMs === undefined) return false
    return nowMs - this.#returnedMs >= reunionMsMax || ![...this.#awaited].some(isMissing)
  }
}
