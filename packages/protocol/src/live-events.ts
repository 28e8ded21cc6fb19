import { z } from 'zod'
import { leaderboardIdSchema, seasonSchema } from './competition.ts'
import { friendRequestSchema } from './friend.ts'
import { gameIdSchema, matchIdSchema, offerIdSchema, playerIdSchema } from './http.ts'
import { partyIdSchema, partyInviteSchema, partyLeftReasonSchema, partySchema } from './party.ts'
import { roomIdSchema, roomLeftReasonSchema, roomSchema } from './rooms.ts'

/**
 * What players are told over `GET /v1/events`. A new kind is added here, to `liveEventSchema`, and written by `addLiveEvents`
 * of storage in the transaction that makes it true; everything between carries any kind. An event says what has changed, in
 * little more than ids: the state is read from its route.
 */

const event = <Kind extends string, Shape extends z.ZodRawShape>(kind: Kind, shape: Shape) =>
  z.object({
    kind: z.literal(kind),
    at: z.iso.datetime().meta({ description: 'When it became true' }),
    ...shape,
  })

const match = { matchId: matchIdSchema, game: gameIdSchema, mode: z.string() }
const offer = { offerId: offerIdSchema, game: gameIdSchema, mode: z.string() }

export const matchFoundSchema = event('match.found', {
  ...match,
  status: z.enum(['placing', 'waiting', 'running']).meta({
    description:
      '`placing`: its room is not open yet. Else it is, as in a match that took the player into a free seat',
  }),
}).meta({ description: 'A match has been made of the ticket, or has taken it in' })
export const matchOfferedSchema = event('match.offered', {
  ...offer,
  expiresAt: z.iso.datetime().meta({ description: 'Who has not accepted by then does not wait any more' }),
  playerCount: z.number().int().meta({ description: 'How many have to accept' }),
}).meta({ description: 'A match can be made of the ticket, if all its players accept' })
export const offerUpdatedSchema = event('offer.updated', {
  ...offer,
  acceptedCount: z.number().int(),
  playerCount: z.number().int(),
}).meta({ description: 'One more player has accepted. When all have, `match.found` follows' })
export const matchReadySchema = event('match.ready', { ...match, status: z.literal('waiting') }).meta({
  description: 'The room of the match can be joined',
})
export const matchEndedSchema = event('match.ended', {
  ...match,
  reason: z.string().meta({ description: 'Why it ended', example: 'finished' }),
  score: z.number().nullable().meta({ description: "The player's own; null for who has none" }),
  rank: z.number().int().nullable(),
}).meta({ description: 'The result is committed' })
export const matchAbandonedSchema = event('match.abandoned', { ...match, reason: z.string() }).meta({
  description: 'The match is over without a result; the player may queue again',
})
export const queueLeftSchema = event('queue.left', {
  game: gameIdSchema,
  mode: z.string(),
  reason: z.enum(['left', 'unseen', 'party_changed', 'declined', 'unanswered']).meta({
    description:
      '`left`: the player, or a member of the party that waits as one, gave the ticket back. `unseen`: one of its players was ' +
      'not heard of for too long. `party_changed`: a member has left the party. `declined`: one of its players did not want ' +
      'the match that was offered. `unanswered`: one of them did not answer in time',
  }),
}).meta({ description: 'The ticket is gone, and no match came of it' })
export const queueUpdatedSchema = event('queue.updated', {
  game: gameIdSchema,
  mode: z.string(),
  reasonCode: z.string(),
  reason: z.string().meta({ description: 'Why the player still waits', example: 'needs 1 more player' }),
}).meta({ description: 'What the ticket waits for is another thing now; no more than every few seconds' })
export const sessionEndedSchema = event('session.ended', {
  sessionId: z.uuid(),
  reason: z.enum(['logout', 'reuse']),
}).meta({ description: "One of the player's sessions has ended; its own streams end with it" })

export const partyUpdatedSchema = event('party.updated', { party: partySchema }).meta({
  description: "The player's party, after something about it has changed",
})
export const partyLeftSchema = event('party.left', {
  partyId: partyIdSchema,
  reason: partyLeftReasonSchema,
}).meta({ description: 'The player is in the party no more' })
export const partyInvitedSchema = event('party.invited', { invite: partyInviteSchema }).meta({
  description: 'Somebody wants the player in their party',
})
export const partyUninvitedSchema = event('party.uninvited', { partyId: partyIdSchema }).meta({
  description: 'The invite is not good any more: answered, taken back, or the party is gone',
})

export const roomUpdatedSchema = event('room.updated', { room: roomSchema }).meta({
  description: "The player's room, after something about it has changed",
})
export const roomLeftSchema = event('room.left', {
  roomId: roomIdSchema,
  reason: roomLeftReasonSchema,
}).meta({ description: 'The player is in the room no more' })

const someone = friendRequestSchema.pick({ playerId: true, name: true })
export const friendRequestedSchema = event('friend.requested', { friend: someone }).meta({
  description: 'Somebody asks the player to be friends',
})
export const friendAcceptedSchema = event('friend.accepted', { friend: someone }).meta({
  description: 'The two are friends now; told to both',
})
export const friendRemovedSchema = event('friend.removed', { friendId: playerIdSchema }).meta({
  description: 'The two are no friends any more, or the request between them is gone; told to both',
})

export const ratingChangedSchema = event('rating.changed', {
  ...match,
  ratingBefore: z.number().int(),
  rating: z.number().int(),
}).meta({ description: 'A result has changed the rating' })
export const achievementUnlockedSchema = event('achievement.unlocked', {
  achievement: z.string(),
  matchId: matchIdSchema,
}).meta({ description: 'The player has come to the goal of an achievement' })
export const seasonRewardedSchema = event('season.rewarded', {
  leaderboard: leaderboardIdSchema,
  season: seasonSchema,
  rank: z.number().int(),
}).meta({ description: 'A season has ended, and its rank brings the player a reward' })

export const liveEventSchema = z.discriminatedUnion('kind', [
  matchOfferedSchema,
  offerUpdatedSchema,
  matchFoundSchema,
  matchReadySchema,
  matchEndedSchema,
  matchAbandonedSchema,
  queueLeftSchema,
  queueUpdatedSchema,
  sessionEndedSchema,
  partyUpdatedSchema,
  partyLeftSchema,
  partyInvitedSchema,
  partyUninvitedSchema,
  roomUpdatedSchema,
  roomLeftSchema,
  friendRequestedSchema,
  friendAcceptedSchema,
  friendRemovedSchema,
  ratingChangedSchema,
  achievementUnlockedSchema,
  seasonRewardedSchema,
])

/** What the stream says about itself. */
export const liveReadySchema = z.object({ kind: z.literal('ready') }).meta({
  description: 'All that was missed has been sent; what follows comes as it happens',
})
export const liveResetSchema = z.object({ kind: z.literal('reset') }).meta({
  description: 'What was missed is not known any more: read the state anew',
})
export const liveEndSchema = z.object({
  kind: z.literal('end'),
  reason: z.enum(['token_expired', 'session_ended', 'replaced', 'shutdown']).meta({
    description:
      '`token_expired`: come back with a fresh access token. `session_ended`: log in again. `replaced`: the player has opened too ' +
      'many others. `shutdown`: come back after the time in `retry`',
  }),
})

/** The `data` of any event of the stream; `kind` is its event field too. */
export const liveMessageSchema = z.discriminatedUnion('kind', [
  ...liveEventSchema.options,
  liveReadySchema,
  liveResetSchema,
  liveEndSchema,
])

export type LiveEvent = z.infer<typeof liveEventSchema>
export type LiveEventKind = LiveEvent['kind']
export type LiveEventOf<Kind extends LiveEventKind> = Extract<LiveEvent, { kind: Kind }>
export type LiveMessage = z.infer<typeof liveMessageSchema>
export type LiveEndReason = z.infer<typeof liveEndSchema>['reason']
