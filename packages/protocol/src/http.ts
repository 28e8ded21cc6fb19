import { z } from 'zod'
import { playerNameLengthMax } from './limits.ts'
import { storableText } from './storable.ts'

/** Bodies of the HTTP API: requests as the server checks them, responses as the SDK types them. */

export const playerIdSchema = z.uuid().meta({ description: 'Player id' })
export const matchIdSchema = z.uuid().meta({ description: 'Match id' })
export const gameIdSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,31}$/)
  .meta({ description: 'Game id', example: 'arena' })

/** No control or invisible formatting characters. Without flags, since a pattern in an OpenAPI document has none. */
export const visibleText =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  /^[^\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff]+$/

export const playerNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(playerNameLengthMax)
  .regex(visibleText, 'must not contain control characters')

const deviceIdSchema = z.string().min(16).max(128).meta({
  description: 'A secret the device made once and keeps: whoever knows it can log in as this guest.',
})
const emailSchema = z.email().max(254).meta({ example: 'ada@example.com' })
const passwordSchema = z.string().min(8).max(128)

export const guestLoginSchema = z.strictObject({
  deviceId: deviceIdSchema,
  name: playerNameSchema.optional(),
})
export const registerSchema = z.strictObject({
  email: emailSchema,
  password: passwordSchema,
  name: playerNameSchema,
})
export const loginSchema = z.strictObject({ email: emailSchema, password: z.string().max(128) })
export const refreshSchema = z.strictObject({ refreshToken: z.string().min(1).max(256) })

export const playerSchema = z.object({
  id: playerIdSchema,
  name: z.string(),
  isGuest: z.boolean(),
  createdAt: z.iso.datetime(),
})

export const sessionSchema = z.object({
  player: playerSchema,
  accessToken: z.string(),
  /** Seconds. */
  accessTokenExpiresIn: z.number().int(),
  refreshToken: z.string(),
})

export const updatePlayerSchema = z.strictObject({ name: playerNameSchema })

export const gameSchema = z.object({
  id: gameIdSchema,
  name: z.string(),
  version: z.string(),
  description: z.string(),
  playersMin: z.number().int(),
  playersMax: z.number().int(),
  playedOn: z.enum(['authority', 'server']).meta({
    description: '`server`: its matches are played on servers of the studio; each is led to by its session',
  }),
})
export const gamesSchema = z.object({ games: z.array(gameSchema) })

/** `quick` and `ranked` are there in every game for two or more; a game may have others. */
export const queueModeSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/)
  .meta({ description: 'Mode of play, each with a queue of its own', example: 'quick' })

const roleSchema = storableText(32).min(1)

/** The match that comes of it, if one does, has the same id. */
export const offerIdSchema = z.uuid().meta({ description: 'Offer id' })

/** Round trips in milliseconds, by region. */
export const latenciesSchema = z
  .record(z.string().regex(/^[a-z0-9-]{1,32}$/), z.number().min(0).max(10_000))
  .refine((latencies) => Object.keys(latencies).length <= 32, 'must name at most 32 regions')
  .meta({ description: 'Round trips in milliseconds, by region', example: { 'eu-west': 24 } })

export const joinQueueSchema = z
  .strictObject({
    game: gameIdSchema,
    mode: queueModeSchema.default('quick'),
    playersMin: z
      .number()
      .int()
      .min(1)
      .max(100)
      .optional()
      .meta({ description: "Within the game's own limits" }),
    playersMax: z.number().int().min(1).max(100).optional(),
    roles: z
      .array(roleSchema)
      .max(6)
      .optional()
      .meta({ description: 'What the player is ready to play, in queues with roles; none: anything' }),
    partyRoles: z
      .record(playerIdSchema, z.array(roleSchema).max(6))
      .optional()
      .meta({ description: "The same of the party's other members, by player id" }),
    latencyMs: latenciesSchema.optional().meta({
      description: 'What the player has measured. Kept: it goes for later tickets too, until measured anew',
    }),
    properties: z
      .record(storableText(64).min(1), z.union([storableText(64), z.number(), z.boolean(), z.null()]))
      .refine((properties) => Object.keys(properties).length <= 16, 'must be at most 16')
      .default({})
      .meta({ description: "What the queue's rules look at, such as a map", example: { map: 'desert' } }),
  })
  .refine((body) => (body.playersMin ?? 1) <= (body.playersMax ?? 100), {
    path: ['playersMin'],
    message: 'must not exceed playersMax',
  })

export const answerOfferSchema = z.strictObject({ offerId: offerIdSchema, accept: z.boolean() })

/** Of one who has not accepted or not come to matches of this game. */
export const cooldownSchema = z.object({
  game: gameIdSchema,
  endsAt: z.iso.datetime().meta({ description: 'Until then the player gets no ticket for this game' }),
})

export const matchStatusSchema = z.enum(['placing', 'waiting', 'running', 'ended', 'abandoned'])

/** What keeps a match from having an authority. */
export const placingWhySchema = z
  .enum([
    'no_authority',
    'no_region',
    'no_game',
    'no_schema',
    'draining',
    'no_capacity',
    'overloaded',
    'retried',
    'soon',
    'quarantined',
  ])
  .meta({
    description:
      '`no_authority`: none runs; `no_region`: none in the region of the match; `no_game`: none there has the game; ' +
      '`no_schema`: the match has begun, and none that has the game can go on with it, since their version has other schemas; ' +
      '`draining`: those that could are about to stop; `no_capacity`: they are full; `overloaded`: they are too busy; ' +
      '`retried`: who had the match could not open it; `soon`: one is about to take it; `quarantined`: matches of the ' +
      'game have crashed, and it is not played for some minutes',
  })

export const placingSchema = z.object({
  why: placingWhySchema,
  since: z.iso.datetime().meta({ description: 'When the match began to wait' }),
})

export const queueStatusSchema = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('idle'),
    cooldowns: z
      .array(cooldownSchema)
      .optional()
      .meta({ description: 'The games for which the player has to wait before queueing again, if any' }),
  }),
  z.object({
    state: z.literal('queued'),
    game: gameIdSchema,
    mode: z.string(),
    waitedSeconds: z.number(),
    /** Tickets in this queue, and this one's place among them by age, from 1. */
    waiting: z.number().int(),
    position: z.number().int(),
    estimateSeconds: z
      .number()
      .nullable()
      .meta({ description: 'How much longer it may take; null: no telling' }),
    reasonCode: z.string().meta({
      description:
        'Why the player still waits: `joined` (not looked at yet), `players`, `role`, `roles`, `fit`, `parties`, ' +
        '`balance`, `latency`, `gather`, `rule`, `offer_failed` (another player did not accept; the place in the queue is ' +
        'kept), or `misfit` (the queue has other rules by now)',
      example: 'players',
    }),
    reason: z.string().meta({ description: 'The same for people', example: 'needs 1 more player' }),
    partyId: z.uuid().nullable().meta({ description: 'The party that waits as one, if it does' }),
  }),
  z.object({
    state: z.literal('offered'),
    game: gameIdSchema,
    mode: z.string(),
    waitedSeconds: z.number(),
    partyId: z.uuid().nullable(),
    offer: z.object({
      id: offerIdSchema,
      expiresAt: z.iso.datetime(),
      remainingMs: z.number().int().meta({ description: 'Until then, for who has another clock' }),
      acceptedCount: z.number().int(),
      playerCount: z.number().int(),
      hasAccepted: z.boolean().meta({ description: 'The player who asks' }),
    }),
  }),
  z.object({
    state: z.literal('matched'),
    matchId: matchIdSchema,
    game: gameIdSchema,
    status: matchStatusSchema,
    placing: placingSchema.optional().meta({
      description: 'While no authority has the match: not yet, or, of a match that has begun, not again',
    }),
  }),
])

/** Counts a player's visits to rooms of one kind. Coming back after a loss is part of the visit. */
export const visitSchema = z.coerce
  .number()
  .int()
  .min(1)
  .max(2 ** 31 - 1)
  .meta({
    description: 'Of an earlier token, to come back with: 409 `played_elsewhere` once there is a newer one',
  })

/** Grants a place in the LiveKit room of the player's current match, or of the room that waits for its match. */
export const roomTokenSchema = z.object({
  url: z.string(),
  token: z.string(),
  room: z.string(),
  matchId: matchIdSchema.nullable().meta({ description: 'Null: the match has not begun' }),
  roomId: z.uuid().nullable().meta({ description: 'Of a room that waits for its match' }),
  game: gameIdSchema,
  gameVersion: z.string(),
  identity: z.string(),
  visit: z.number().int(),
  expiresAt: z.iso.datetime(),
})

export const matchPlayerSchema = z.object({
  playerId: playerIdSchema,
  name: z.string(),
  slot: z.number().int(),
  team: z.number().int().meta({ description: 'From 0; all are in 0 where there are no teams' }),
  role: z.string().nullable(),
  score: z.number().nullable(),
  rank: z.number().int().nullable(),
})

export const matchSchema = z.object({
  id: matchIdSchema,
  game: gameIdSchema,
  mode: z.string(),
  room: z.string(),
  region: z.string().nullable(),
  status: matchStatusSchema,
  epoch: z.number().int(),
  players: z.array(matchPlayerSchema),
  reason: z.string().nullable().meta({ description: 'Why it ended', example: 'finished' }),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
})

export const statsSchema = z.object({
  playerId: playerIdSchema,
  games: z.array(
    z.object({
      game: gameIdSchema,
      matches: z.number().int(),
      wins: z.number().int(),
      bestScore: z.number(),
      totalScore: z.number(),
      winStreak: z.number().int(),
      bestWinStreak: z.number().int(),
      lastPlayedAt: z.iso.datetime().nullable(),
    }),
  ),
})

/** RFC 9457, with a machine-readable `code` and, for a refused body, the fields at fault. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().optional(),
  code: z.string(),
  fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  /** Of `cooling_down`. */
  endsAt: z.iso.datetime().optional(),
  playerIds: z.array(z.uuid()).optional(),
})

export type Player = z.infer<typeof playerSchema>
export type Session = z.infer<typeof sessionSchema>
export type Game = z.infer<typeof gameSchema>
export type QueueStatus = z.infer<typeof queueStatusSchema>
export type PlacingWhy = z.infer<typeof placingWhySchema>
export type JoinQueue = z.input<typeof joinQueueSchema>
export type RoomToken = z.infer<typeof roomTokenSchema>
export type MatchToken = RoomToken & { matchId: string }
export type Match = z.infer<typeof matchSchema>
export type MatchStatus = z.infer<typeof matchStatusSchema>
export type Stats = z.infer<typeof statsSchema>
export type Problem = z.infer<typeof problemSchema>
