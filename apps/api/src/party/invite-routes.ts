import { playerIdSchema } from '@gameserver/protocol/http'
import {
  acceptPartyInviteSchema,
  ownPartySchema,
  partyIdSchema,
  partyInvitesSchema,
  partyPlayerSchema,
} from '@gameserver/protocol/party'
import { declineInvite, findInvites, inviteToParty, withdrawInvite } from '@gameserver/storage/party-invites'
import { joinByInvite } from '@gameserver/storage/party-membership'
import { createRoute, z } from '@hono/zod-openapi'
import { rateLimit } from '../http/rate-limit.ts'
import { createRouter, jsonBody, jsonResponse, type Router, refusals } from '../http/router.ts'
import { accessTokenSecurity, signedIn } from '../http/signed-in.ts'
import type { Services } from '../services.ts'
import { unlessRefused } from './party-refusal.ts'

const party = jsonResponse(ownPartySchema, "The player's party as it is now")
const own = jsonResponse(partyInvitesSchema, 'The open invites to the player, the newest first')

export function partyInviteRoutes(services: Services): Router {
  const { sql, redis, config } = services
  const router = createRouter()
  const isSignedIn = signedIn(services)
  const guarded = { tags: ['Parties'], security: accessTokenSecurity, middleware: isSignedIn }

  const invite = createRoute({
    ...guarded,
    method: 'post',
    path: '/v1/parties/me/invites',
    operationId: 'inviteToParty',
    summary: 'Invite a player',
    description:
      'Any member may; an invite is good for ten minutes, and inviting again meanwhile changes nothing. 404 `not_in_party`, ' +
      '`unknown_player`. 403 `blocked`: one of the two has blocked the other. 409 `already_member`, `party_full`, ' +
      '`party_in_queue`. 409 `too_many_invites`: 16 of the party or 20 to the player are open.',
    middleware: [
      isSignedIn,
      rateLimit({
        ...{ redis, trustedProxies: config.trustedProxies, name: 'party-invite', of: 'player' },
        perMinute: config.rateLimits.partyInvitePerMinute,
      }),
    ] as const,
    request: { body: jsonBody(partyPlayerSchema) },
    responses: { 200: party, ...refusals(400, 401, 403, 404, 409, 413, 415, 429) },
  })
  router.openapi(invite, async (context) => {
    const { playerId: inviteeId } = context.req.valid('json')
    const outcome = await inviteToParty(sql, { playerId: context.get('player').id, inviteeId })
    return context.json({ party: unlessRefused(outcome) }, 200)
  })

  const withdraw = createRoute({
    ...guarded,
    method: 'delete',
    path: '/v1/parties/me/invites/{playerId}',
    operationId: 'withdrawPartyInvite',
    summary: 'Take an invite back',
    description: 'For who has given it, and for the leader. 404 `not_in_party`. 403 `not_leader`.',
    request: { params: z.object({ playerId: playerIdSchema }) },
    responses: { 200: party, ...refusals(400, 401, 403, 404) },
  })
  router.openapi(withdraw, async (context) => {
    const { playerId: inviteeId } = context.req.valid('param')
    const outcome = await withdrawInvite(sql, { playerId: context.get('player').id, inviteeId })
    return context.json({ party: unlessRefused(outcome) }, 200)
  })

  const list = createRoute({
    ...guarded,
    method: 'get',
    path: '/v1/parties/invites',
    operationId: 'getPartyInvites',
    summary: 'The parties that the player is invited to',
    responses: { 200: own, ...refusals(401) },
  })
  router.openapi(list, async (context) =>
    context.json({ invites: await findInvites(sql, context.get('player').id) }, 200),
  )

  const accept = createRoute({
    ...guarded,
    method: 'post',
    path: '/v1/parties/invites/{partyId}/accept',
    operationId: 'acceptPartyInvite',
    summary: 'Join the party that invites',
    description:
      '404 `invite_gone`. 409 `party_full`, `party_in_queue`. 409 `in_another_party`, unless `leaveCurrent` is true.',
    request: { params: z.object({ partyId: partyIdSchema }), body: jsonBody(acceptPartyInviteSchema) },
    responses: { 200: party, ...refusals(400, 401, 404, 409, 413, 415) },
  })
  router.openapi(accept, async (context) => {
    const { partyId } = context.req.valid('param')
    const { leaveCurrent } = context.req.valid('json')
    const outcome = await joinByInvite(sql, { playerId: context.get('player').id, partyId, leaveCurrent })
    return context.json({ party: unlessRefused(outcome) }, 200)
  })

  const decline = createRoute({
    ...guarded,
    method: 'post',
    path: '/v1/parties/invites/{partyId}/decline',
    operationId: 'declinePartyInvite',
    summary: 'Want none of it',
    description: 'Declining what is gone changes nothing.',
    request: { params: z.object({ partyId: partyIdSchema }) },
    responses: { 200: own, ...refusals(400, 401) },
  })
  router.openapi(decline, async (context) => {
    const playerId = context.get('player').id
    await declineInvite(sql, { playerId, partyId: context.req.valid('param').partyId })
    return context.json({ invites: await findInvites(sql, playerId) }, 200)
  })

  return router
}
