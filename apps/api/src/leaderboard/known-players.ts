import { existingPlayers } from '@gameserver/storage/accounts'
import type { Sql } from '@gameserver/storage/postgres'

/** Ids remembered, about 10 MB: those of all who play at a time. */
const idsMax = 100_000

/** Which players there are, asked once for each: who has been there is not looked for again. */
export class KnownPlayers {
  readonly #sql: Sql
  #known = new Set<string>()

  constructor(sql: Sql) {
    this.#sql = sql
  }

  async unknownOf(playerIds: readonly string[]): Promise<ReadonlySet<string>> {
    const asked = playerIds.filter((id) => !this.#known.has(id))
    if (asked.length === 0) return new Set()
    const existing = new Set(await existingPlayers(this.#sql, asked))
    if (this.#known.size + existing.size > idsMax) this.#known = new Set()
    for (const id of existing) this.#known.add(id)
    return new Set(asked.filter((id) => !existing.has(id)))
  }
}
