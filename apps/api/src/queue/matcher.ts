import { randomBytes, randomUUID } from 'node:crypto'
import { proposeMatches, type QuickMatchRules } from '@gameserver/matchmaking'
import {
  type Decision,
  type FormedMatch,
  matchTickets,
  type QueuedTicket,
  type TicketQueue,
} from '@gameserver/storage/match-forming'
import { withdrawUnseen } from '@gameserver/storage/tickets'
import { type Loop, runEvery } from '../loop/run-every.ts'
import type { Services } from '../services.ts'

/** A player waits half of this on average for nothing but the matcher. */
const matcherIntervalMs = 100

/**
 * Makes matches of the tickets whose players are still there: one that is gone would hold up the others. Every API process runs it; an advisory lock lets one pass at a time through. A job that
 * cannot be added is no loss: the sweep finds the match.
 */
export function startMatcher({ loopSql, config, placement, log, metrics }: Services): Loop {
  const { gatherMs, ticketTimeoutMs } = config.matchmaking
  const rules = { gatherMs }
  return runEvery({
    name: 'matcher',
    intervalMs: matcherIntervalMs,
    log,
    pass: async () => {
      const withdrawn = await withdrawUnseen(loopSql, ticketTimeoutMs)
      for (const { game, mode } of withdrawn) metrics.ticketsWithdrawn.inc({ game, mode })
      const formed = await matchTickets(loopSql, (queues, nowMs) => decide(queues, rules, nowMs))
      for (const { id, game, mode, tickets } of formed ?? []) {
        metrics.matchesFormed.inc({ game, mode })
        log.info({ matchId: id, game, mode, players: tickets.length }, 'match formed')
        placement.add({ matchId: id, game }).catch((error: Error) => {
          log.warn({ err: error, matchId: id }, 'match not offered to the authorities yet')
        })
      }
      return false
    },
  })
}

function decide(queues: TicketQueue[], rules: QuickMatchRules, nowMs: number): Decision {
  const decision: Decision = { matches: [], reasons: [] }
  for (const { game, mode, tickets } of queues) {
    const { matches, waiting } = proposeMatches(tickets, rules, nowMs)
    decision.matches.push(...matches.map((group) => newMatch(game, mode, group)))
    for (const { playerId, reason } of tickets) {
      const now = waiting.get(playerId)
      if (now !== undefined && now !== reason) decision.reasons.push({ playerId, reason: now })
    }
  }
  return decision
}

function newMatch(game: string, mode: string, tickets: QueuedTicket[]): FormedMatch {
  return {
    id: randomUUID(),
    game,
    mode,
    room: `${game}-${randomBytes(4).toString('hex')}`,
    seed: randomBytes(4).readUInt32LE(),
    tickets,
  }
}
