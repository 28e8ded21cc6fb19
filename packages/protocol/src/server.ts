import { z } from 'zod'
import { leaderboardIdSchema, rankRewardSchema, resetScheduleSchema } from './competition.ts'
import {
  gameIdSchema,
  gameSchema,
  matchIdSchema,
  matchStatusSchema,
  playerIdSchema,
  queueModeSchema,
  visibleText,
} from './http.ts'
import { isStorable, storable } from './storable.ts'

/** Bodies of the routes for servers that a studio runs, and of the read-out that leads players to them. */

/** No spaces, no control characters: what goes into a log and into an address. */
const plainText = (lengthMax: number) =>
  z.string().regex(new RegExp(`^[\\x21-\\x7e]{1,${lengthMax}}$`), 'must be plain text without spaces')

export const serverIdSchema = plainText(128).meta({
  description: 'Of the process, as the studio likes; it is in the logs',
  example: 'eu-west-7/2',
})
export const endpointSchema = plainText(256).meta({
  description: 'Where players find the server; they are given it as it is',
  example: '203.0.113.7:7777',
})
export const regionSchema = z.string().regex(/^[a-z0-9-]{1,32}$/)

const titleSchema = z.string().trim().min(1).max(64).regex(visibleText, 'must not contain control characters')
const scoreMagnitudeMax = Number.MAX_SAFE_INTEGER
const scoreSchema = z.number().min(-scoreMagnitudeMax).max(scoreMagnitudeMax)

const declaredLeaderboardSchema = z
  .strictObject({
    id: leaderboardIdSchema,
    name: titleSchema,
    mode: queueModeSchema.optional(),
    policy: z.enum(['best', 'last', 'sum']).optional(),
    direction: z.enum(['high', 'low']).optional(),
    scoreMin: scoreSchema.optional(),
    scoreMax: scoreSchema.optional(),
    schedule: resetScheduleSchema.optional(),
    rewards: z.array(rankRewardSchema).max(32).optional(),
    ratingReset: z.number().gt(0).max(1).optional(),
  })
  .refine(({ scoreMin = -scoreMagnitudeMax, scoreMax = scoreMagnitudeMax }) => scoreMin < scoreMax, {
    path: ['scoreMin'],
    message: 'must be below scoreMax',
  })
  .refine(({ rewards = [] }) => rewards.every(({ fromRank, toRank }) => fromRank <= toRank), {
    path: ['rewards'],
    message: 'fromRank must not exceed toRank',
  })
  .refine(({ rewards = [] }) => areApart(rewards), { path: ['rewards'], message: 'ranks must not overlap' })

function areApart(rewards: readonly { fromRank: number; toRank: number }[]): boolean {
  const ordered = [...rewards].sort((a, b) => a.fromRank - b.fromRank)
  return ordered.every(({ fromRank }, index) => fromRank > (ordered[index - 1]?.toRank ?? 0))
}

const declaredAchievementSchema = z.strictObject({
  id: leaderboardIdSchema.meta({ description: 'Achievement id' }),
  name: titleSchema,
  description: z.string().trim().max(256).regex(visibleText).optional(),
  mode: queueModeSchema.optional(),
  counter: z.enum(['matches', 'wins', 'scoreSum', 'bestScore', 'winStreak']),
  goal: z.number().gt(0).max(scoreMagnitudeMax),
})

/** Seats of a match, as many as one may ask for in a queue. */
const playersMost = 100

export const registerServerGameSchema = z
  .strictObject({
    name: titleSchema,
    version: plainText(64),
    description: z.string().trim().max(1_000).default(''),
    players: z
      .strictObject({
        min: z.number().int().min(1).max(playersMost),
        max: z.number().int().min(1).max(playersMost),
      })
      .refine(({ min, max }) => min <= max, { path: ['min'], message: 'must not exceed max' }),
    queues: z
      .record(queueModeSchema, z.unknown())
      .refine((queues) => Object.keys(queues).length <= 16, 'must be at most 16')
      .default({})
      .meta({
        description: 'By mode, as docs/matchmaking.md has them; `quick` and `ranked` are there without',
      }),
    leaderboards: z
      .array(declaredLeaderboardSchema)
      .max(16)
      .default([])
      .meta({ description: "Besides the game's own, which has the game's id. Ids begin with the game's" }),
    achievements: z.array(declaredAchievementSchema).max(64).default([]),
  })
  .refine(isStorable, storable)

export const registeredGameSchema = gameSchema

export const claimMatchSchema = z.strictObject({
  serverId: serverIdSchema,
  games: z.array(gameIdSchema).min(1).max(32),
  regions: z
    .array(regionSchema)
    .min(1)
    .max(32)
    .optional()
    .meta({ description: 'Only matches of these, and those that may be anywhere; all without it' }),
  endpoint: endpointSchema.optional().meta({ description: 'If it is known before the match is' }),
  waitSeconds: z.number().min(0).max(20).default(0).meta({ description: 'How long to wait for a match' }),
})

export const servedPlayerSchema = z.object({
  playerId: playerIdSchema,
  name: z.string(),
  slot: z.number().int(),
  team: z.number().int(),
  role: z.string().nullable(),
  party: z
    .string()
    .nullable()
    .meta({ description: 'Those with the same one came together; null: alone', example: '7312' }),
  hasLeft: z.boolean().meta({ description: 'For good; the seat is not given to anybody else' }),
})

export const claimedMatchSchema = z.object({
  matchId: matchIdSchema,
  game: gameIdSchema,
  mode: z.string(),
  epoch: z.number().int().meta({ description: 'To be sent along with everything about this match' }),
  seed: z.number().int().meta({ description: 'The same for each server that has the match' }),
  region: z.string().nullable(),
  players: z.array(servedPlayerSchema).meta({ description: 'By slot' }),
  heartbeatSeconds: z.number().meta({ description: 'How often to be heard of' }),
  leaseSeconds: z
    .number()
    .meta({ description: 'After which, unheard of, another server may have the match' }),
  livekit: z
    .object({ url: z.string(), room: z.string(), identity: z.string(), token: z.string() })
    .meta({ description: "The match's room: voice, and data if the server likes. It need not be entered" }),
})

const epochSchema = z.number().int().min(1).max(2_147_483_647)

export const heartbeatSchema = z.strictObject({
  epoch: epochSchema,
  status: z.enum(['starting', 'waiting', 'running']).meta({
    description: '`starting`: players can not come yet. `waiting`: they can. `running`: it has begun',
  }),
  endpoint: endpointSchema.optional().meta({ description: 'It stays what it was without one' }),
  isOpen: z
    .boolean()
    .optional()
    .meta({ description: 'Whether the queue may fill seats that come free, where it does; true until told' }),
})
export const heartbeatAnswerSchema = z.object({
  status: matchStatusSchema.meta({ description: '`ended` or `abandoned`: it is over, stop' }),
  reason: z.string().nullable(),
  players: z.array(servedPlayerSchema).meta({ description: 'As their seats are now, by slot' }),
})

export const playerLeftSchema = z.strictObject({
  epoch: epochSchema,
  fault: z
    .enum(['no_show', 'left'])
    .optional()
    .meta({
      description:
        'In what the others were let down: the player never came, or left too early. Where the queue penalises it, the player ' +
        'waits before the next match',
    }),
})

const reasonSchema = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,63}$/)
  .meta({ description: 'A word of the studio', example: 'finished' })

export const matchResultSchema = z
  .strictObject({
    epoch: epochSchema,
    reason: reasonSchema,
    scores: z
      .array(
        z.strictObject({
          playerId: playerIdSchema,
          score: scoreSchema,
          rank: z.number().int().min(1).max(playersMost).meta({ description: 'From 1; equal for a draw' }),
        }),
      )
      .max(playersMost)
      .meta({ description: 'Also of those who have left; who never came has none' }),
    metadata: z.record(z.string(), z.unknown()).default({}).meta({ description: 'Kept with the match' }),
  })
  .refine(({ metadata }) => isStorable(metadata), { path: ['metadata'], message: storable })

export const committedResultSchema = z.object({
  repeated: z.boolean().meta({ description: 'The match had ended with this very result before' }),
})

export const abandonMatchSchema = z.strictObject({ epoch: epochSchema, reason: reasonSchema })

export const verifySessionSchema = z.strictObject({ token: z.string().min(1).max(2_048) })
export const verifiedSessionSchema = z.object({
  matchId: matchIdSchema.meta({ description: 'To be compared: one endpoint may have several matches' }),
  ...servedPlayerSchema.omit({ hasLeft: true }).shape,
})

/** What leads a player to the server that runs the match. */
export const matchSessionSchema = z.object({
  matchId: matchIdSchema,
  game: gameIdSchema,
  gameVersion: z.string(),
  status: z.enum(['waiting', 'running']),
  endpoint: z
    .string()
    .nullable()
    .meta({ description: 'Null: the match is played over its LiveKit room alone' }),
  token: z.string().meta({ description: 'To be shown to the server, which has it verified' }),
  expiresAt: z.iso.datetime(),
  slot: z.number().int(),
  team: z.number().int(),
  role: z.string().nullable(),
})

export type ServerGame = z.output<typeof registerServerGameSchema>
export type ServedPlayer = z.infer<typeof servedPlayerSchema>
export type ClaimedMatch = z.infer<typeof claimedMatchSchema>
export type Heartbeat = z.output<typeof heartbeatSchema>
export type HeartbeatAnswer = z.infer<typeof heartbeatAnswerSchema>
export type VerifiedSession = z.infer<typeof verifiedSessionSchema>
export type MatchSession = z.infer<typeof matchSessionSchema>
