import { randomBytes, randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { propose } from '@gameserver/matchmaking/propose'
import type { ProposedMatch } from '@gameserver/matchmaking/proposed-match'
import { misfit } from '@gameserver/matchmaking/queue-rules'
import type { Backfill, BackfilledMatch } from '@gameserver/storage/backfill'
import type { FormedMatch } from '@gameserver/storage/match-forming'
import { expireOffers } from '@gameserver/storage/match-offers'
import { holdQueues, type QueueName, releaseQueues } from '@gameserver/storage/matcher-leases'
import { type Decision, matchQueue, type QueuedTicket } from '@gameserver/storage/queue-pass'
import { noteQueuedSeen } from '@gameserver/storage/ticket-presence'
import { withdrawUnseen } from '@gameserver/storage/ticket-withdrawal'
import type { Logger } from 'pino'
import { type Loop, runEvery } from '../loop/run-every.ts'
import type { Services } from '../services.ts'
import { openMatchOf, playersMaxOf, teamLimitsOf } from './open-match.ts'
import { QueueBook } from './queue-book.ts'
import type { PlayableQueue } from './queue-settings.ts'

/** A player waits half of this on average for nothing but the matcher. */
const matcherIntervalMs = 100

/** After which others take over the queues of a process that is gone: far above a pass, and not long to wait. */
const leaseMs = 2_000

/** Added to the reason of who waits. */
const ruleIsOff = ' (the own rule of the game has failed: matches are made without it)'

/** Whose live streams are open on this process are there: told to storage this often. Well below any ticket's timeout. */
const noteIntervalMs = 5_000

/**
 * Makes matches of the tickets whose players are still there: one that is gone would hold up the others. Every API process runs
 * it, and each queue is one process's, for as long as that is heard of. A job that cannot be added is no loss: the sweep
 * finds the match.
 */
export function startMatcher(services: Services): Loop {
  const { loopSql, live, config, log, metrics, matchingRules } = services
  const book = new QueueBook({ sql: loopSql, config, log, matchingRules })
  const canHold = canMakeMatches(book, log)
  const holder = `${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`
  let notedAtMs = Number.NEGATIVE_INFINITY
  const loop = runEvery({
    name: 'matcher',
    intervalMs: matcherIntervalMs,
    log,
    pass: async () => {
      if (performance.now() - notedAtMs >= noteIntervalMs) {
        notedAtMs = performance.now()
        await noteQueuedSeen(loopSql, live.listeningPlayers)
      }
      const withdrawn = await withdrawUnseen(loopSql, config.matchmaking.ticketTimeoutMs)
      for (const { game, mode } of withdrawn) metrics.ticketsWithdrawn.inc({ game, mode })
      await expireOffers(loopSql)
      for (const queue of await holdQueues(loopSql, { holder, leaseMs, canHold })) {
        const found = await book.find(queue.game, queue.mode)
        const acceptSeconds = found?.acceptSeconds
        const { matches, backfills } = await matchQueue(
          loopSql,
          queue,
          (tickets, nowMs, open) => decide(queue, found, tickets, nowMs, open),
          { acceptSeconds, isBackfilled: found?.backfill !== undefined },
        )
        for (const backfill of backfills) noteBackfill(services, queue, backfill)
        for (const match of matches) {
          if (acceptSeconds === undefined) placeMatch(services, match)
          else metrics.matchesOffered.inc({ game: match.game, mode: match.mode })
        }
      }
      return false
    },
  })
  return {
    async stop() {
      await loop.stop()
      await releaseQueues(loopSql, holder).catch(() => {})
    },
  }
}

function noteBackfill({ metrics, log }: Services, queue: QueueName, { matchId, seats }: Backfill): void {
  metrics.seatsFilled.inc({ ...queue }, seats.length)
  log.info({ matchId, ...queue, players: seats.length }, 'seats of a running match filled')
}

/** For a match that has just been formed. */
export function placeMatch(
  { placement, metrics, log }: Services,
  {
    id,
    game,
    mode,
    region,
    seats,
  }: Omit<FormedMatch, 'room' | 'seed' | 'tickets' | 'seats'> & { seats: readonly unknown[] },
): void {
  metrics.matchesFormed.inc({ game, mode })
  log.info({ matchId: id, game, mode, region, players: seats.length }, 'match formed')
  placement.add({ matchId: id, game, region }).catch((error: Error) => {
    log.warn({ err: error, matchId: id }, 'match not offered to the authorities yet')
  })
}

/** Tickets that do not fit, because the rules have changed since they were taken, wait until their players give them back. */
function decide(
  queue: QueueName,
  found: PlayableQueue | undefined,
  tickets: QueuedTicket[],
  nowMs: number,
  open: readonly BackfilledMatch[],
): Decision {
  const decision: Decision = { matches: [], reasons: [] }
  const wait = ({ id, reason }: QueuedTicket, code: string, text: string) => {
    if (text !== reason) decision.reasons.push({ ticketId: id, code, text })
  }
  const fitting = tickets.filter((ticket) => {
    const why = found === undefined ? 'there is no such queue any more' : misfit(found.rules, ticket)
    if (why !== undefined) wait(ticket, 'misfit', why)
    return why === undefined
  })
  if (found === undefined) return decision
  const running = open.map((match) => openMatchOf(found, match))
  const proposeBy = (rules: PlayableQueue['rules']) => propose(rules, fitting, running, nowMs)
  const proposal = found.rule
    ? found.rule.pass((custom) => proposeBy({ ...found.rules, custom }))
    : proposeBy(found.rules)
  if (proposal === undefined) return decision
  const { matches, backfills, waiting } = proposal
  decision.matches.push(...matches.map((match) => newMatch(queue, found, match)))
  decision.backfills = backfills.map(({ matchId, team, ticket, players }) => ({
    ...{ matchId, ticketId: ticket.id, partyId: ticket.partyId, teams: teamLimitsOf(found) },
    seats: players.map((player) => ({ ...player, team })),
  }))
  for (const ticket of fitting) {
    const why = waiting.get(ticket.id)
    if (why !== undefined) wait(ticket, why.code, `${why.text}${found.rule?.isOff ? ruleIsOff : ''}`)
  }
  return decision
}

/** A queue with a rule that is not here is left to processes that have it. Each such queue is logged once. */
function canMakeMatches(book: QueueBook, log: Logger): (queue: QueueName) => Promise<boolean> {
  const without = new Set<string>()
  return async ({ game, mode }) => {
    const found = await book.find(game, mode)
    const hasAll = found === undefined || !found.isRuled || found.rule !== undefined
    const queue = `${game}/${mode}`
    if (hasAll) without.delete(queue)
    else if (!without.has(queue)) {
      without.add(queue)
      log.error({ game, mode }, "the game's own rule is not here: its queue is left to other processes")
    }
    return hasAll
  }
}

/** In each team, who has waited longest has the first slot. */
function newMatch(
  { game, mode }: QueueName,
  queue: PlayableQueue,
  { tickets, teams, region }: ProposedMatch<QueuedTicket>,
): FormedMatch {
  const turn = new Map(
    tickets.flatMap(({ members }) => members).map(({ playerId }, index) => [playerId, index] as const),
  )
  const turnOf = ({ playerId }: { playerId: string }) => turn.get(playerId) as number
  return {
    id: randomUUID(),
    game,
    mode,
    room: `${game}-${randomBytes(4).toString('hex')}`,
    seed: randomBytes(4).readUInt32LE(),
    region: region ?? null,
    leavingIsPenalised: queue.leavingIsPenalised,
    ...backfillOf(queue, tickets),
    tickets: tickets.map(({ id, partyId }) => ({ id, partyId })),
    seats: teams.flatMap(({ players }, team) =>
      [...players].sort((a, b) => turnOf(a) - turnOf(b)).map((player) => ({ ...player, team })),
    ),
  }
}

function backfillOf(
  queue: PlayableQueue,
  tickets: readonly QueuedTicket[],
): Pick<FormedMatch, 'playersMax' | 'backfill'> {
  if (queue.backfill === undefined) return {}
  const players = tickets.flatMap(({ members }) => members).length
  const wishedMax = Math.min(...tickets.map(({ playersMax }) => playersMax))
  const shared = queue.rules.same.map((name) => [name, tickets[0]?.properties[name] ?? null])
  return {
    playersMax: playersMaxOf(queue, players, wishedMax),
    backfill: { properties: Object.fromEntries(shared) },
  }
}
