import type { Leaderboard } from '@gameserver/protocol/competition'

/** How old a shown page may be. A leaderboard is asked for by everybody at once, and nobody sees a tenth of a second. */
const keptMs = 100

/** Pages of 100 rows have about 15 KB: some 15 MB at most. */
const pagesMax = 1_000

interface CachedPage {
  json: Promise<Uint8Array<ArrayBuffer>>
  untilMs: number
}

/**
 * Top pages as the bytes of their JSON: made once for all who ask within a moment, and for all who ask while it is being made. To
 * encode them for each would cost as much as to send them.
 */
export class PageCache {
  readonly #pages = new Map<string, CachedPage>()

  get(key: string, read: () => Promise<Leaderboard>): Promise<Uint8Array<ArrayBuffer>> {
    const cached = this.#pages.get(key)
    if (cached !== undefined && performance.now() < cached.untilMs) return cached.json
    if (this.#pages.size >= pagesMax) this.#pages.clear()
    const page: CachedPage = { untilMs: Number.POSITIVE_INFINITY, json: read().then(toBytes) }
    this.#pages.set(key, page)
    page.json.then(
      () => {
        page.untilMs = performance.now() + keptMs
      },
      () => void this.#pages.delete(key),
    )
    return page.json
  }
}

const toBytes = (page: Leaderboard) => new TextEncoder().encode(JSON.stringify(page))
