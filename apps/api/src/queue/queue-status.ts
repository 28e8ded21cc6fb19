import type { QueueStatus } from '@gameserver/protocol/http'
import { findCooldowns } from '@gameserver/storage/cooldowns'
import { findLiveMatch, type LiveMatch } from '@gameserver/storage/match-lookup'
import { askAfterOffer } from '@gameserver/storage/match-offers'
import { askAfterTicket, type WaitingTicket } from '@gameserver/storage/waiting-ticket'
import type { Services } from '../services.ts'
import { cooldownPolicy } from './cooldown-policy.ts'
import { createWaitEstimate } from './wait-estimate.ts'

/**
 * Tells where a player is between asking for a match and playing it. Looks for the ticket first: when a match is made of it
 * in between, the match is found; the other way round the player would seem idle. Asking keeps the ticket from being
 * withdrawn.
 */
export function statusReader({
  sql,
  config,
  placement,
}: Services): (playerId: string) => Promise<QueueStatus> {
  const estimate = createWaitEstimate(sql)
  const policy = cooldownPolicy(config)

  async function ofTicket(playerId: string, ticket: WaitingTicket): Promise<QueueStatus | undefined> {
    const { members: _members, offerId, ...shown } = ticket
    if (offerId === null) return { state: 'queued', ...shown, estimateSeconds: await estimate(ticket) }
    const offer = await askAfterOffer(sql, { offerId, playerId })
    const { game, mode, waitedSeconds, partyId } = ticket
    return offer && { state: 'offered', game, mode, waitedSeconds, partyId, offer }
  }

  async function ofMatch({ id: matchId, game, status }: LiveMatch): Promise<QueueStatus> {
    // Why it waits is worth knowing, and nothing that players depend on: without Redis they are told the rest.
    const waiting = await placement.explain(matchId).catch(() => undefined)
    const placing = waiting && { why: waiting.why, since: waiting.since.toISOString() }
    return { state: 'matched', matchId, game, status, ...(placing && { placing }) }
  }

  async function withoutTicket(playerId: string): Promise<QueueStatus> {
    const match = await findLiveMatch(sql, playerId)
    if (match) return ofMatch(match)
    const cooldowns = await findCooldowns(sql, [playerId], policy)
    return {
      state: 'idle',
      ...(cooldowns.length > 0 && {
        cooldowns: cooldowns.map(({ game, endsAt }) => ({ game, endsAt: endsAt.toISOString() })),
      }),
    }
  }

  return async (playerId) => {
    for (;;) {
      const ticket = await askAfterTicket(sql, playerId)
      const status = ticket ? await ofTicket(playerId, ticket) : await withoutTicket(playerId)
      // Undefined: the offer has come to its end since.
      if (status) return status
    }
  }
}
