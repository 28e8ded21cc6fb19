import { z } from 'zod'
import { playerIdSchema } from './http.ts'
import { joinCodeSchema } from './join-code.ts'

/** Bodies of the API's routes about parties, and of the events that tell of them. */

export const partyIdSchema = z.uuid().meta({ description: 'Party id' })

export const partySizeLeast = 2
export const partySizeMost = 16
export const partySizeUsual = 4

export const createPartySchema = z.strictObject({
  sizeMax: z.int().min(partySizeLeast).max(partySizeMost).default(partySizeUsual),
})

const leaveCurrent = z
  .boolean()
  .default(false)
  .meta({ description: 'Leave the party the player is in for it' })
export const joinPartySchema = z.strictObject({ code: joinCodeSchema, leaveCurrent })
export const acceptPartyInviteSchema = z.strictObject({ leaveCurrent })
export const partyPlayerSchema = z.strictObject({ playerId: playerIdSchema })
export const partyReadySchema = z.strictObject({ ready: z.boolean() })

export const partyMemberSchema = z.object({
  playerId: playerIdSchema,
  name: z.string(),
  joinedAt: z.iso.datetime(),
  isReady: z.boolean(),
  isAway: z.boolean().meta({ description: 'Has neither listened nor asked for a while' }),
})

export const partySchema = z.object({
  id: partyIdSchema,
  code: z.string().meta({ description: 'Whoever knows it can join', example: 'K7QW3M' }),
  revision: z.number().int().meta({ description: 'Grows with each change of this party' }),
  leaderId: playerIdSchema,
  sizeMax: z.number().int(),
  members: z.array(partyMemberSchema).meta({ description: 'In the order in which they joined' }),
  invites: z.array(z.object({ playerId: playerIdSchema, name: z.string(), expiresAt: z.iso.datetime() })),
  readyCheckEndsAt: z.iso.datetime().nullable().meta({ description: 'Null: no ready check is under way' }),
  isQueued: z.boolean().meta({ description: 'While it waits in a queue, its members stay as they are' }),
  createdAt: z.iso.datetime(),
})

/** `party` is null for who is in none. */
export const ownPartySchema = z.object({ party: partySchema.nullable() })

export const partyInviteSchema = z.object({
  partyId: partyIdSchema,
  invitedBy: z.object({ playerId: playerIdSchema, name: z.string() }),
  members: z.array(z.string()).meta({ description: 'Names of who is in the party' }),
  sizeMax: z.number().int(),
  expiresAt: z.iso.datetime(),
})
export const partyInvitesSchema = z.object({ invites: z.array(partyInviteSchema) })

/** Grants a place in the LiveKit room of the player's party: voice, and chat on the topic `chat`. */
export const partyTokenSchema = z.object({
  partyId: partyIdSchema,
  url: z.string(),
  token: z.string(),
  room: z.string(),
  identity: z.string(),
  visit: z.number().int(),
  expiresAt: z.iso.datetime(),
})

export const partyLeftReasonSchema = z.enum(['left', 'kicked', 'unseen', 'disbanded']).meta({
  description:
    '`left`: the player did. `kicked`: the leader put the player out. `unseen`: nothing was heard of the player for too long. ' +
    '`disbanded`: the leader has ended the party',
})

export type Party = z.infer<typeof partySchema>
export type PartyMember = z.infer<typeof partyMemberSchema>
export type OwnParty = z.infer<typeof ownPartySchema>
export type PartyInvite = z.infer<typeof partyInviteSchema>
export type PartyInvites = z.infer<typeof partyInvitesSchema>
export type PartyToken = z.infer<typeof partyTokenSchema>
export type PartyLeftReason = z.infer<typeof partyLeftReasonSchema>
