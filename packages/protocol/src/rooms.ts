import { z } from 'zod'
import { gameIdSchema, matchIdSchema, playerIdSchema, queueModeSchema, visibleText } from './http.ts'
import { joinCodeSchema } from './join-code.ts'
import { storableText } from './storable.ts'

/** Bodies of the API's routes about rooms, and of the events that tell of them. */

export const roomIdSchema = z.uuid().meta({ description: 'Room id' })

export const roomNameLengthMax = 40
export const roomPasswordLengthMax = 64
export const roomPropertiesMax = 16

/** The game's own limits are below; LiveKit's room has place for these and the spectators. */
export const roomSeatsMost = 64
export const roomSpectatorsMost = 32

export const roomNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(roomNameLengthMax)
  .regex(visibleText, 'must not contain control characters')

/** Ranked matches are made by the queue alone: who chooses the opponents could choose the rating, too. */
export const roomModeSchema = queueModeSchema.refine((mode) => mode !== 'ranked', 'must not be ranked')

export const regionSchema = z.string().regex(/^[a-z0-9-]{1,32}$/)

const propertyName = /^[a-zA-Z][a-zA-Z0-9_]{0,31}$/

export const roomPropertiesSchema = z
  .record(z.string().regex(propertyName), z.union([storableText(64), z.number(), z.boolean()]))
  .refine((properties) => Object.keys(properties).length <= roomPropertiesMax, 'must be at most 16')
  .meta({ description: "The room's own settings; lists are filtered by them", example: { map: 'desert' } })

const visibilitySchema = z.enum(['public', 'private']).meta({
  description: '`public`: in the lists. `private`: joined by its code alone',
})
const passwordSchema = z.string().min(1).max(roomPasswordLengthMax)
const seatsSchema = z.int().min(1).max(roomSeatsMost)
const versionSchema = z.string().min(1).max(64).meta({
  description: 'The version of the game that the player has; a room is for players of one',
})

export const createRoomSchema = z.strictObject({
  game: gameIdSchema,
  mode: roomModeSchema.default('quick'),
  name: roomNameSchema.optional().meta({ description: "By default the player's name with “'s room”" }),
  visibility: visibilitySchema.default('public'),
  password: passwordSchema.optional(),
  seatsMin: seatsSchema
    .optional()
    .meta({ description: "Players it takes to start; by default the game's least" }),
  seatsMax: seatsSchema.optional().meta({ description: "By default the game's most" }),
  properties: roomPropertiesSchema.default({}),
  region: regionSchema.optional().meta({ description: 'Where the match is to be played' }),
  allowsSpectators: z.boolean().default(true),
  gameVersion: versionSchema.optional(),
})

const roleSchema = z.enum(['player', 'spectator'])

const joining = {
  password: z.string().max(roomPasswordLengthMax).optional(),
  gameVersion: versionSchema.optional(),
  as: roleSchema.default('player').meta({ description: 'A spectator takes no seat' }),
  withParty: z
    .boolean()
    .default(false)
    .meta({ description: 'For the leader of a party: all of it are seated, or nobody' }),
}
export const joinRoomSchema = z.strictObject(joining)
export const joinRoomByCodeSchema = z.strictObject({ code: joinCodeSchema, ...joining })

export const findOrCreateRoomSchema = z.strictObject({
  game: gameIdSchema,
  mode: roomModeSchema.default('quick'),
  region: regionSchema.optional(),
  properties: roomPropertiesSchema.default({}).meta({ description: 'Those the room must have, at least' }),
  seatsMax: seatsSchema.optional().meta({ description: 'Exactly so many; by default any number will do' }),
  name: roomNameSchema.optional().meta({ description: 'Of a new room, if there is need of one' }),
  gameVersion: versionSchema.optional(),
})

export const updateRoomSchema = z
  .strictObject({
    name: roomNameSchema,
    visibility: visibilitySchema,
    password: passwordSchema.nullable().meta({ description: 'Null: none any more' }),
    properties: roomPropertiesSchema.meta({ description: 'All of them: what is not named is gone' }),
    seatsMax: seatsSchema.meta({ description: 'Not below the players there are' }),
  })
  .partial()

export const roomPlayerSchema = z.strictObject({ playerId: playerIdSchema })
export const roomReadySchema = z.strictObject({ isReady: z.boolean() })

export const roomStatusSchema = z.enum(['waiting', 'ready_check', 'running', 'ended', 'abandoned'])

/** A room as lists show it. */
export const roomListingSchema = z.object({
  id: roomIdSchema,
  game: gameIdSchema,
  mode: z.string(),
  name: z.string(),
  status: roomStatusSchema,
  visibility: visibilitySchema,
  hasPassword: z.boolean(),
  seatsMin: z.number().int(),
  seatsMax: z.number().int(),
  seatsTaken: z.number().int().meta({ description: 'Players; spectators take none' }),
  properties: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  region: z.string().nullable(),
  gameVersion: z.string(),
  allowsSpectators: z.boolean(),
  matchId: matchIdSchema.nullable(),
  createdAt: z.iso.datetime(),
})

export const roomMemberSchema = z.object({
  playerId: playerIdSchema,
  name: z.string(),
  role: roleSchema,
  isReady: z.boolean(),
  isAway: z.boolean().meta({ description: 'Has neither listened nor asked for a while' }),
  joinedAt: z.iso.datetime(),
})

export const roomSchema = roomListingSchema.extend({
  code: z.string().meta({ description: 'Whoever knows it can join', example: 'K7QW3M' }),
  revision: z.number().int().meta({ description: 'Grows with each change of this room' }),
  hostId: playerIdSchema.nullable(),
  members: z.array(roomMemberSchema).meta({ description: 'In the order in which they joined' }),
  readyCheckEndsAt: z.iso.datetime().nullable().meta({ description: 'Null: no ready check is under way' }),
  endedAt: z.iso.datetime().nullable(),
})

export const roomAnswerSchema = z.object({ room: roomSchema })
/** `room` is null for who is in none. */
export const ownRoomSchema = z.object({ room: roomSchema.nullable() })
export const roomListSchema = z.object({
  rooms: z.array(roomListingSchema),
  cursor: z.string().nullable().meta({ description: 'Of the next page; null: there is none' }),
})

export const roomLeftReasonSchema = z.enum(['left', 'kicked', 'unseen', 'closed', 'ended']).meta({
  description:
    '`left`: the player did. `kicked`: the host put the player out. `unseen`: nothing was heard of the player for too long. ' +
    '`closed`: the last player has left it. `ended`: its match is over',
})

export type Room = z.infer<typeof roomSchema>
export type RoomListing = z.infer<typeof roomListingSchema>
export type RoomMember = z.infer<typeof roomMemberSchema>
export type RoomRole = z.infer<typeof roleSchema>
export type RoomStatus = z.infer<typeof roomStatusSchema>
export type RoomProperties = z.infer<typeof roomPropertiesSchema>
export type RoomList = z.infer<typeof roomListSchema>
export type OwnRoom = z.infer<typeof ownRoomSchema>
export type RoomLeftReason = z.infer<typeof roomLeftReasonSchema>
export type CreateRoom = z.input<typeof createRoomSchema>
export type JoinRoom = z.input<typeof joinRoomSchema>
export type FindOrCreateRoom = z.input<typeof findOrCreateRoomSchema>
export type UpdateRoom = z.input<typeof updateRoomSchema>
