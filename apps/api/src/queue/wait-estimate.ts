import { estimateWaitMs } from '@gameserver/matchmaking/estimate'
import type { Sql } from '@gameserver/storage/postgres'
import { type RecentWait, recentWaits, type WaitingTicket } from '@gameserver/storage/waiting-ticket'

/** How many seconds more the ticket may wait; null: no telling. */
export type WaitEstimate = (ticket: WaitingTicket) => Promise<number | null>

/** Everyone in a queue asks every second or so; the answer changes with the matches of the last hour. */
const keptMs = 5_000

/** From recent waits in the ticket's queue, asked of Postgres at most once in a while. */
export function createWaitEstimate(sql: Sql): WaitEstimate {
  const kept = new Map<string, { waits: Promise<RecentWait[]>; askedMs: number }>()
  const waitsOf = (game: string, mode: string) => {
    const key = `${game}/${mode}`
    const known = kept.get(key)
    if (known !== undefined && performance.now() - known.askedMs < keptMs) return known.waits
    const waits = recentWaits(sql, game, mode)
    kept.set(key, { waits, askedMs: performance.now() })
    waits.catch(() => kept.delete(key))
    return waits
  }
  return async ({ game, mode, members, waitedSeconds }) => {
    const ticket = { id: '', queuedAtMs: 0, members: members.map((member) => ({ ...member, sigma: 1 })) }
    const ms = estimateWaitMs(ticket, await waitsOf(game, mode), waitedSeconds * 1000)
    return ms === undefined ? null : ms / 1000
  }
}
