import { type LoadedKept, loadKept } from '@gameserver/storage/kept'
import type { ClaimedSeat } from '@gameserver/storage/matches'
import { isPostgresAway, type Sql } from '@gameserver/storage/postgres'
import { findSeats } from '@gameserver/storage/seats'
import type { Logger } from 'pino'

/** However many there are without a seat, they cost a query in so long: clients say Hello more often. */
const strangerIntervalMs = 1_000

/**
 * The seats that are added to a match after it was claimed. They are looked for when its row says that there are more; and at
 * once when somebody comes for whom there is none, who else would wait for a second.
 */
export class LateSeats {
  readonly #sql: Sql
  readonly #key: { matchId: string; epoch: number }
  readonly #log: Logger
  readonly #isKept: boolean
  readonly #isKnown: (playerId: string) => boolean
  readonly #admit: (seats: readonly ClaimedSeat[], owned: readonly LoadedKept[]) => void
  #revision: number
  #isLooking = false
  #lookedMs = Number.NEGATIVE_INFINITY

  constructor(options: {
    sql: Sql
    key: { matchId: string; epoch: number }
    /** Up to which seats are known. */
    revision: number
    log: Logger
    /** Whether what players own outlives the match. */
    isKept: boolean
    isKnown: (playerId: string) => boolean
    /** With what those players own. */
    admit: (seats: readonly ClaimedSeat[], owned: readonly LoadedKept[]) => void
  }) {
    this.#sql = options.sql
    this.#key = options.key
    this.#log = options.log
    this.#isKept = options.isKept
    this.#isKnown = options.isKnown
    this.#admit = options.admit
    this.#revision = options.revision
  }

  /** Up to which seats are known. */
  get revision(): number {
    return this.#revision
  }

  changed(revision: number): void {
    if (revision !== this.#revision) void this.#look()
  }

  stranger(): void {
    if (performance.now() - this.#lookedMs >= strangerIntervalMs) void this.#look()
  }

  /** What fails is tried again: the revision stays behind. */
  async #look(): Promise<void> {
    if (this.#isLooking) return
    this.#isLooking = true
    this.#lookedMs = performance.now()
    try {
      const found = await findSeats(this.#sql, this.#key)
      const added = found?.seats.filter(({ playerId }) => !this.#isKnown(playerId)) ?? []
      if (added.length > 0) this.#admit(added, await this.#ownedBy(added))
      if (found) this.#revision = found.revision
    } catch (error) {
      if (!isPostgresAway(error)) this.#log.error({ err: error }, 'seats not looked up')
    } finally {
      this.#isLooking = false
    }
  }

  #ownedBy(seats: readonly ClaimedSeat[]): Promise<LoadedKept[]> {
    const playerIds = seats.map(({ playerId }) => playerId)
    return this.#isKept ? loadKept(this.#sql, { ...this.#key, playerIds }) : Promise.resolve([])
  }
}
