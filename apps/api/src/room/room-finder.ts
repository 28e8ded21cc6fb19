import type { Sql } from '@gameserver/storage/postgres'
import {
  type FindOutcome,
  findOrCreateRooms,
  type Seeker,
  type WantedRoom,
} from '@gameserver/storage/room-finding'
import { Gatherer } from '../loop/gatherer.ts'

/** Seated by one transaction: some 30 ms where each room has two seats. */
const perBatchMax = 64

/** Who comes after so many would wait for longer than a request may. */
const waitingMax = 1_000

/**
 * Finds rooms for players. Who wants the same is seated one after the other, by a lock over all processes: so they gather here,
 * and the lock is taken a few times for hundreds of players.
 */
export class RoomFinder {
  readonly #sql: Sql
  /** While anybody waits for it. */
  readonly #kinds = new Map<string, { gatherer: Gatherer<Seeker, FindOutcome>; asking: number }>()

  constructor(sql: Sql) {
    this.#sql = sql
  }

  async find(wanted: WantedRoom, seeker: Seeker): Promise<FindOutcome> {
    const key = JSON.stringify(wanted)
    const kind = this.#kinds.get(key) ?? { gatherer: this.#gathererFor(wanted), asking: 0 }
    this.#kinds.set(key, kind)
    kind.asking++
    try {
      return await kind.gatherer.ask(seeker)
    } finally {
      if (--kind.asking === 0) this.#kinds.delete(key)
    }
  }

  #gathererFor(wanted: WantedRoom): Gatherer<Seeker, FindOutcome> {
    const answerAll = (seekers: readonly Seeker[]) => findOrCreateRooms(this.#sql, wanted, seekers)
    return new Gatherer({ answerAll, perBatchMax, waitingMax })
  }
}
