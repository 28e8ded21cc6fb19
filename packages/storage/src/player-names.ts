import type { PlayerChanges } from './player-changes.ts'
import type { Sql } from './postgres.ts'

/** About 10 MB. Of more, all are read anew. */
const namesMax = 100_000

/** Names of players, each read once until it changes: leaderboards show the same ones again and again. */
export class PlayerNames {
  readonly #sql: Sql
  readonly #changes: PlayerChanges
  readonly #names = new Map<string, string>()

  constructor(sql: Sql, changes: PlayerChanges) {
    this.#sql = sql
    this.#changes = changes
    changes.follow({
      changed: (playerId) => this.#names.delete(playerId),
      interrupted: () => this.#names.clear(),
    })
  }

  /** By id. Who is no player has none. */
  async of(playerIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const known = this.#changes.isUpToDate() ? this.#names : new Map<string, string>()
    const names = new Map<string, string>()
    const asked: string[] = []
    for (const id of playerIds) {
      const name = known.get(id)
      if (name === undefined) asked.push(id)
      else names.set(id, name)
    }
    if (asked.length === 0) return names
    const rows = await this.#changes.read(
      () => this.#read(asked),
      (read) => this.#keep(read),
    )
    for (const { id, name } of rows) names.set(id, name)
    return names
  }

  async #read(ids: readonly string[]) {
    return this.#sql<{ id: string; name: string }[]>`
      select id, name from players where id = any(${[...ids]}::uuid[])`
  }

  #keep(rows: readonly { id: string; name: string }[]): void {
    if (this.#names.size + rows.length > namesMax) this.#names.clear()
    for (const { id, name } of rows) this.#names.set(id, name)
  }
}
