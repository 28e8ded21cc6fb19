import { misfit } from '@gameserver/matchmaking/queue-rules'
import { type Game, joinQueueSchema, queueStatusSchema } from '@gameserver/protocol/http'
import { findGame } from '@gameserver/storage/games'
import { findPartyOf } from '@gameserver/storage/parties'
import { enqueueParty, type PartyEnqueueOutcome } from '@gameserver/storage/party-queueing'
import { dequeue } from '@gameserver/storage/ticket-withdrawal'
import { enqueue, type NewTicket } from '@gameserver/storage/tickets'
import { saveLatencies } from '@gameserver/storage/waiting-ticket'
import { createRoute } from '@hono/zod-openapi'
import { badBody, Refusal } from '../http/refusal.ts'
import { createRouter, jsonBody, jsonResponse, type Router, refusals } from '../http/router.ts'
import { accessTokenSecurity, signedIn } from '../http/signed-in.ts'
import { observeLatencies } from '../region/observe-latencies.ts'
import type { Services } from '../services.ts'
import { cooldownPolicy, coolingDown } from './cooldown-policy.ts'
import { QueueBook } from './queue-book.ts'
import type { PlayableQueue } from './queue-settings.ts'
import { statusReader } from './queue-status.ts'

export function queueRoutes(services: Services): Router {
  const { sql } = services
  const cooldowns = cooldownPolicy(services.config)
  const router = createRouter()
  const statusOf = statusReader(services)
  const book = new QueueBook(services)
  const guarded = { tags: ['Queue'], security: accessTokenSecurity, middleware: signedIn(services) }
  const ok = jsonResponse(queueStatusSchema, 'Where the player is now')

  const join = createRoute({
    ...guarded,
    method: 'post',
    path: '/v1/match/queue',
    operationId: 'joinQueue',
    summary: 'Ask for a match',
    description:
      'Asking again with the same body changes nothing, so a request may be repeated. 409 `already_queued` for another ' +
      'game, mode, size or wish: leave first. 409 `in_match` while the match runs or the seat in it is held, `in_room` while in a room. ' +
      'Who is in a party queues with all of it, as one: 403 `not_leader` for others than its leader; 409 `party_not_ready` ' +
      'before all others have said that they are, `member_away` while one is; 409 also where one of them waits or plays. ' +
      '409 `never_matched`: no match in this queue could be such as is asked for. 409 `cooling_down` while the player, or a ' +
      'member of the party (`playerIds`), has let others down in this game: until `endsAt`, and in Retry-After.',
    request: { body: jsonBody(joinQueueSchema) },
    responses: { 200: ok, ...refusals(400, 401, 403, 404, 409, 413, 415) },
  })
  router.openapi(join, async (context) => {
    const { game: gameId, mode, roles, partyRoles, latencyMs, ...wishes } = context.req.valid('json')
    const game = await findGame(sql, gameId)
    if (game === undefined) throw new Refusal(404, 'unknown_game', `There is no game ${gameId}`)
    const queue = await book.find(gameId, mode)
    if (queue === undefined) throw new Refusal(404, 'unknown_queue', `${gameId} has no queue ${mode}`)
    const { id: playerId } = context.get('player')
    const wanted = { game: gameId, mode, ...wishes, ...withinGame(wishes, game) }
    if (latencyMs !== undefined) {
      await saveLatencies(sql, playerId, latencyMs)
      observeLatencies(services, latencyMs)
    }
    for (let outcome: PartyEnqueueOutcome = 'party_changed'; outcome === 'party_changed'; ) {
      const party = await findPartyOf(sql, playerId)
      const memberIds = party?.members.map((member) => member.playerId) ?? [playerId]
      const rolesOf: Record<string, string[] | undefined> = { ...partyRoles, [playerId]: roles }
      const ticket = { ...wanted, members: memberIds.map((id) => ({ playerId: id, roles: rolesOf[id] })) }
      refuseMisfit(queue, ticket)
      outcome = party
        ? await enqueueParty(sql, { ...ticket, leaderId: playerId }, cooldowns)
        : await enqueue(sql, ticket, cooldowns)
      if (outcome === 'cooling_down') {
        const refusal = await coolingDown(sql, party ?? { playerId }, cooldowns, gameId)
        if (refusal) throw refusal
        // It has ended in between.
        outcome = 'party_changed'
      }
      if (outcome in enqueueRefusals) throw refusalOf(outcome as keyof typeof enqueueRefusals)
    }
    return context.json(await statusOf(playerId), 200)
  })

  const leave = createRoute({
    ...guarded,
    method: 'delete',
    path: '/v1/match/queue',
    operationId: 'leaveQueue',
    summary: 'Stop waiting',
    description:
      'Too late once matched: the answer then says `matched`. A party waits as one: any member may stop it for all of them. ' +
      'While a match is offered, this is to decline it.',
    responses: { 200: ok, ...refusals(401) },
  })
  router.openapi(leave, async (context) => {
    const { id: playerId } = context.get('player')
    await dequeue(sql, playerId)
    return context.json(await statusOf(playerId), 200)
  })

  const status = createRoute({
    ...guarded,
    method: 'get',
    path: '/v1/match/status',
    operationId: 'getQueueStatus',
    summary: 'Waiting, matched, or neither',
    description:
      'Ask about once a second while waiting, or listen to the live stream, which tells when the reason to wait changes. The ' +
      'ticket of a player who has done neither for a while (half a minute, unless configured otherwise) is withdrawn; the ' +
      'answer is then `idle`. While no authority has the match that was found, `placing` says why and since when.',
    responses: { 200: ok, ...refusals(401) },
  })
  router.openapi(status, async (context) => context.json(await statusOf(context.get('player').id), 200))

  return router
}

/** What storage refuses a ticket with, and how that is answered. */
const enqueueRefusals = {
  in_match: [409, 'The player, or a member of the party, is in a match'],
  in_room: [409, 'The player, or a member of the party, is in a room; leave that first'],
  already_queued: [409, 'The player, or a member of the party, waits with another ticket'],
  not_leader: [403, 'Only the leader of the party may'],
  party_not_ready: [409, 'Not all members of the party have said that they are ready'],
  member_away: [409, 'A member of the party is away'],
} as const

function refusalOf(code: keyof typeof enqueueRefusals): Refusal {
  const [status, detail] = enqueueRefusals[code]
  return new Refusal(status, code, detail)
}

/** The sizes the player accepts: the game's own where nothing is said, and never beyond them. */
function withinGame(
  bounds: { playersMin?: number | undefined; playersMax?: number | undefined },
  game: Game,
) {
  const { playersMin = game.playersMin, playersMax = game.playersMax } = bounds
  const message = `must be from ${game.playersMin} to ${game.playersMax} for ${game.id}`
  const isWithin = (size: number) => game.playersMin <= size && size <= game.playersMax
  const fields = [
    ...(isWithin(playersMin) ? [] : [{ path: 'playersMin', message }]),
    ...(isWithin(playersMax) ? [] : [{ path: 'playersMax', message }]),
  ]
  if (fields.length > 0) throw badBody(fields)
  return { playersMin, playersMax }
}

/** Who could never be matched is told at once, not when they have waited in vain. */
function refuseMisfit({ rules }: PlayableQueue, { members, ...ticket }: NewTicket): void {
  const why = misfit(rules, {
    ...ticket,
    id: '',
    queuedAtMs: 0,
    members: members.map(({ playerId, roles = [] }) => ({ playerId, roles, mu: 0, sigma: 1 })),
  })
  if (why !== undefined) throw new Refusal(409, 'never_matched', `Not in this queue: ${why}`)
}
