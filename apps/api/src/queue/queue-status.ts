import type { QueueStatus } from '@gameserver/protocol/http'
import { findLiveMatch } from '@gameserver/storage/match-lookup'
import type { Sql } from '@gameserver/storage/postgres'
import { askAfterTicket } from '@gameserver/storage/waiting-ticket'
import type { WaitEstimate } from './wait-estimate.ts'

/**
 * Where the player is between asking for a match and playing it. Looks for the ticket first: when a match is made of it
 * in between, the match is found; the other way round the player would seem idle. Asking keeps the ticket from being
 * withdrawn.
 */
export async function queueStatus(sql: Sql, playerId: string, estimate: WaitEstimate): Promise<QueueStatus> {
  const ticket = await askAfterTicket(sql, playerId)
  if (ticket !== undefined) {
    const { members: _members, ...shown } = ticket
    return { state: 'queued', ...shown, estimateSeconds: await estimate(ticket) }
  }
  const match = await findLiveMatch(sql, playerId)
  if (match === undefined) return { state: 'idle' }
  return { state: 'matched', matchId: match.id, game: match.game, status: match.status }
}
