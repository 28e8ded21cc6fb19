import type { Sql } from '@gameserver/storage/postgres'
import { medianWaitSeconds } from '@gameserver/storage/tickets'

export type WaitEstimate = (game: string, mode: string) => Promise<number | null>

/** Everyone in a queue asks every second or so; the answer changes with the matches of the last hour. */
const keptMs = 5_000

/** The median wait in a queue of late, asked of Postgres at most once in a while. */
export function createWaitEstimate(sql: Sql): WaitEstimate {
  const kept = new Map<string, { seconds: Promise<number | null>; askedMs: number }>()
  return (game, mode) => {
    const key = `${game}/${mode}`
    const known = kept.get(key)
    if (known !== undefined && performance.now() - known.askedMs < keptMs) return known.seconds
    const seconds = medianWaitSeconds(sql, game, mode)
    kept.set(key, { seconds, askedMs: performance.now() })
    seconds.catch(() => kept.delete(key))
    return seconds
  }
}
