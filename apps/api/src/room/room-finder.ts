import { isPostgresAway, type Sql } from '@gameserver/storage/postgres'
import {
  type FindOutcome,
  findOrCreateRooms,
  type Seeker,
  type WantedRoom,
} from '@gameserver/storage/room-finding'
import { unavailable } from '../http/refusal.ts'

/** Seated by one transaction: some 30 ms where each room has two seats. */
const seekersPerGroupMax = 64

/** Who comes when so many wait is asked to come again: they would wait longer than a request may. */
const waitingMax = 2_000

interface Waiting {
  seeker: Seeker
  found(outcome: FindOutcome): void
  failed(error: unknown): void
}

interface Group {
  wanted: WantedRoom
  waiting: Waiting[]
}

/**
 * Finds rooms for players. Who wants the same is seated one after the other, by a lock over all processes: so what comes while
 * one transaction is under way gathers here for the next one, and the lock is taken a few times for hundreds of players.
 */
export class RoomFinder {
  readonly #sql: Sql
  readonly #groups = new Map<string, Group>()
  #waiting = 0

  constructor(sql: Sql) {
    this.#sql = sql
  }

  find(wanted: WantedRoom, seeker: Seeker): Promise<FindOutcome> {
    if (this.#waiting >= waitingMax) throw unavailable('A free moment')
    this.#waiting++
    return new Promise<FindOutcome>((found, failed) => {
      const key = JSON.stringify(wanted)
      const known = this.#groups.get(key)
      const group = known ?? { wanted, waiting: [] }
      group.waiting.push({ seeker, found, failed })
      if (known) return
      this.#groups.set(key, group)
      void this.#seatAll(key, group)
    }).finally(() => this.#waiting--)
  }

  async #seatAll(key: string, { wanted, waiting }: Group): Promise<void> {
    // Those who come in the same turn belong to the first group already.
    await new Promise(setImmediate)
    while (waiting.length > 0) await this.#seat(wanted, waiting.splice(0, seekersPerGroupMax))
    this.#groups.delete(key)
  }

  async #seat(wanted: WantedRoom, group: readonly Waiting[]): Promise<void> {
    const seekers = group.map(({ seeker }) => seeker)
    try {
      const outcomes = await findOrCreateRooms(this.#sql, wanted, seekers)
      for (const [index, { found }] of group.entries()) found(outcomes[index] as FindOutcome)
    } catch (error) {
      // What is wrong with one of them is not to be the others' failure.
      if (group.length > 1 && !isPostgresAway(error)) for (const one of group) await this.#seat(wanted, [one])
      else for (const { failed } of group) failed(error)
    }
  }
}
