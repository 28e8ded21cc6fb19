import { existingPlayers } from '@gameserver/storage/accounts'
import type { Sql } from '@gameserver/storage/postgres'

/** Ids remembered, about 10 MB: those of all who play at a time. */
const idsMax = 100_000

/**
 * Which players there are, asked once for each: who has been there is not looked for again. While one question is under way, the
 * ids that come gather for the next.
 */
export class KnownPlayers {
  readonly #sql: Sql
  #known = new Set<string>()
  #last: Promise<unknown> = Promise.resolve()
  #gathering: { ids: Set<string>; existing: Promise<ReadonlySet<string>> } | undefined

  constructor(sql: Sql) {
    this.#sql = sql
  }

  async unknownOf(playerIds: readonly string[]): Promise<ReadonlySet<string>> {
    const asked = playerIds.filter((id) => !this.#known.has(id))
    if (asked.length === 0) return new Set()
    const existing = await this.#existingOf(asked)
    return new Set(asked.filter((id) => !existing.has(id)))
  }

  #existingOf(asked: readonly string[]): Promise<ReadonlySet<string>> {
    this.#gathering ??= this.#gather()
    for (const id of asked) this.#gathering.ids.add(id)
    return this.#gathering.existing
  }

  #gather() {
    const ids = new Set<string>()
    const existing = this.#last.then(() => {
      this.#gathering = undefined
      return this.#ask([...ids])
    })
    this.#last = existing.catch(() => {})
    return { ids, existing }
  }

  async #ask(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const existing = new Set(await existingPlayers(this.#sql, ids))
    if (this.#known.size + existing.size > idsMax) this.#known = new Set()
    for (const id of existing) this.#known.add(id)
    return existing
  }
}
