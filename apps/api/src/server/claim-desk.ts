import type { Sql } from '@gameserver/storage/postgres'
import {
  claimServerMatch,
  countFreeServerMatches,
  type ServerClaim,
  type ServerMatch,
} from '@gameserver/storage/server-claims'

/** Servers that wait at one process, each on a connection of its own. A further one is answered at once. */
const waitingMax = 1_000

interface Waiting {
  claim: ServerClaim
  /** While its claim is under way, its time does not run out. */
  isClaiming: boolean
  settle(match: ServerMatch | undefined): void
}

/** Where studios' servers wait for matches. One query looks for all that wait at this process. */
export class ClaimDesk {
  readonly #sql: Sql
  readonly #loopSql: Sql
  /** In the order in which they came. */
  readonly #waiting = new Set<Waiting>()
  #isClosed = false

  constructor({ sql, loopSql }: { sql: Sql; loopSql: Sql }) {
    this.#sql = sql
    this.#loopSql = loopSql
  }

  /** A match as soon as there is one; undefined when `waitMs` have passed, or nobody waits for the answer any more. */
  async take(claim: ServerClaim, waitMs: number, gone: AbortSignal): Promise<ServerMatch | undefined> {
    const match = await claimServerMatch(this.#sql, claim)
    if (match !== undefined || waitMs === 0 || gone.aborted) return match
    if (this.#isClosed || this.#waiting.size >= waitingMax) return undefined
    return this.#wait(claim, waitMs, gone)
  }

  /** Gives free matches to who waits. True: there may be more. */
  async pass(): Promise<boolean> {
    if (this.#waiting.size === 0) return false
    const games = new Set([...this.#waiting].flatMap(({ claim }) => claim.games))
    const free = await countFreeServerMatches(this.#loopSql, [...games])
    for (const waiting of this.#waiting) {
      const fitting = free.find((matches) => matches.free > 0 && fits(waiting.claim, matches))
      if (fitting === undefined) continue
      fitting.free--
      await this.#serve(waiting)
    }
    return false
  }

  /** Sends away who waits, to another process. */
  close(): void {
    this.#isClosed = true
    for (const { isClaiming, settle } of this.#waiting) if (!isClaiming) settle(undefined)
  }

  async #serve(waiting: Waiting): Promise<void> {
    waiting.isClaiming = true
    try {
      const match = await claimServerMatch(this.#loopSql, waiting.claim)
      if (match !== undefined) waiting.settle(match)
    } finally {
      waiting.isClaiming = false
    }
  }

  #wait(claim: ServerClaim, waitMs: number, gone: AbortSignal): Promise<ServerMatch | undefined> {
    return new Promise((resolve) => {
      const waiting: Waiting = {
        claim,
        isClaiming: false,
        settle: (match) => {
          this.#waiting.delete(waiting)
          clearTimeout(timer)
          gone.removeEventListener('abort', leave)
          resolve(match)
        },
      }
      const leave = () => {
        clearTimeout(timer)
        if (waiting.isClaiming) timer = setTimeout(leave, claimingMs)
        else waiting.settle(undefined)
      }
      let timer = setTimeout(leave, waitMs)
      gone.addEventListener('abort', leave)
      this.#waiting.add(waiting)
    })
  }
}

/** A claim takes a few milliseconds: after this it is looked again whether it is over. */
const claimingMs = 50

function fits({ games, regions }: ServerClaim, matches: { game: string; region: string | null }): boolean {
  if (!games.includes(matches.game)) return false
  return regions === undefined || matches.region === null || regions.includes(matches.region)
}
