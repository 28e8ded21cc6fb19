import { z } from 'zod'
import { gameIdSchema, matchIdSchema, playerIdSchema } from './http.ts'
import { storableText } from './storable.ts'

/** Leaderboards, seasons, ratings, achievements and history, as the HTTP API takes and tells them. */

export const leaderboardIdSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,63}$/)
  .meta({ description: "Leaderboard id: a game's own has the game's", example: 'arena' })
export const seasonSchema = z.number().int().min(1).max(2_147_483_647).meta({ description: 'Season, from 1' })

/** In UTC. `hour` is 0 unless told, `weekday` 1 for Monday, `day` at most 28, so that each month has it. */
export const resetScheduleSchema = z.union([
  z.strictObject({ every: z.literal('day'), hour: z.number().int().min(0).max(23).optional() }),
  z.strictObject({
    every: z.literal('week'),
    weekday: z.number().int().min(1).max(7).optional(),
    hour: z.number().int().min(0).max(23).optional(),
  }),
  z.strictObject({
    every: z.literal('month'),
    day: z.number().int().min(1).max(28).optional(),
    hour: z.number().int().min(0).max(23).optional(),
  }),
  z.strictObject({ at: z.iso.datetime() }),
])

export const rankRewardSchema = z.object({
  fromRank: z.number().int().min(1),
  toRank: z.number().int().min(1),
  reward: z.record(z.string(), z.unknown()).meta({ description: 'What it is, as the definition says' }),
})

export const seasonPeriodSchema = z.object({
  season: seasonSchema,
  startsAt: z.iso.datetime(),
  endsAt: z.iso.datetime().nullable(),
  isFinal: z.boolean().meta({ description: 'No score is added any more, and the rewards are granted' }),
})

export const leaderboardDefinitionSchema = z.object({
  id: leaderboardIdSchema,
  name: z.string(),
  game: gameIdSchema.nullable().meta({ description: 'Whose results count; null: scores come from servers' }),
  mode: z.string().nullable().meta({ description: 'Null: all modes' }),
  policy: z.enum(['best', 'last', 'sum']).meta({ description: 'What becomes of a further score' }),
  direction: z.enum(['high', 'low']).meta({ description: 'Which scores are good' }),
  scoreMin: z.number(),
  scoreMax: z.number(),
  schedule: resetScheduleSchema.nullable().meta({ description: 'When seasons end; null: never' }),
  rewards: z.array(rankRewardSchema),
  current: seasonPeriodSchema,
})
export const leaderboardsSchema = z.object({ leaderboards: z.array(leaderboardDefinitionSchema) })
export const seasonsSchema = z.object({ seasons: z.array(seasonPeriodSchema) })

export const leaderboardRowSchema = z.object({
  rank: z.number().int(),
  playerId: playerIdSchema,
  name: z.string(),
  score: z.number(),
  achievedAt: z.iso.datetime().meta({ description: 'Of equal scores, the earlier one is before' }),
})
export const leaderboardSchema = z.object({
  leaderboard: leaderboardIdSchema,
  season: seasonSchema,
  total: z.number().int(),
  rows: z.array(leaderboardRowSchema),
})
export const ownRankSchema = z.object({
  leaderboard: leaderboardIdSchema,
  season: seasonSchema,
  total: z.number().int(),
  row: leaderboardRowSchema.nullable(),
  around: z.array(leaderboardRowSchema),
})

/** Most scores of one request, and most players asked about at once. */
export const scoresPerRequestMax = 100

export const submitScoresSchema = z.strictObject({
  key: storableText(64).min(1).optional().meta({
    description: 'The same request with the same key again changes nothing; keys are remembered for a day',
  }),
  scores: z
    .array(z.strictObject({ playerId: playerIdSchema, score: z.number() }))
    .min(1)
    .max(scoresPerRequestMax),
})
export const submittedScoresSchema = z.object({
  accepted: z.number().int().meta({ description: 'Scores that count by this request' }),
  repeated: z.boolean().meta({ description: 'They counted before, by the same key' }),
})

export const seasonGrantSchema = z.object({
  leaderboard: leaderboardIdSchema,
  season: seasonSchema,
  rank: z.number().int(),
  reward: z.record(z.string(), z.unknown()),
  grantedAt: z.iso.datetime(),
})
export const seasonGrantsSchema = z.object({ grants: z.array(seasonGrantSchema) })

export const achievementSchema = z.object({
  id: z.string(),
  game: gameIdSchema.nullable().meta({ description: 'Null: over all games' }),
  mode: z.string().nullable(),
  name: z.string(),
  description: z.string(),
  counter: z.enum(['matches', 'wins', 'scoreSum', 'bestScore', 'winStreak']),
  goal: z.number(),
})
export const achievementsSchema = z.object({ achievements: z.array(achievementSchema) })
export const playerAchievementSchema = achievementSchema.extend({
  progress: z.number().meta({ description: 'From 0 to the goal' }),
  unlockedAt: z.iso.datetime().nullable(),
})
export const playerAchievementsSchema = z.object({
  playerId: playerIdSchema,
  achievements: z.array(playerAchievementSchema),
})

const skill = {
  mu: z.number(),
  sigma: z.number(),
  rating: z.number().int().meta({ description: 'What is shown: 1000 for who is new, never below 0' }),
  uncertainty: z
    .number()
    .int()
    .meta({ description: 'One standard deviation of the skill, in the same points' }),
}
export const ratingPointSchema = z.object({ matchId: matchIdSchema, endedAt: z.iso.datetime(), ...skill })
export const playerRatingSchema = z.object({
  game: gameIdSchema,
  mode: z.string(),
  ...skill,
  matches: z.number().int(),
  curve: z.array(ratingPointSchema).meta({ description: 'The latest changes, oldest first' }),
})
export const playerRatingsSchema = z.object({
  playerId: playerIdSchema,
  ratings: z.array(playerRatingSchema),
})

export const playedMatchSchema = z.object({
  id: matchIdSchema,
  game: gameIdSchema,
  mode: z.string(),
  reason: z.string().nullable(),
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime(),
  players: z.array(
    z.object({
      playerId: playerIdSchema,
      name: z.string(),
      score: z.number().nullable(),
      rank: z.number().int().nullable(),
      ratingBefore: z.number().int().nullable(),
      rating: z.number().int().nullable(),
    }),
  ),
})
export const matchHistorySchema = z.object({
  matches: z.array(playedMatchSchema).meta({ description: 'Newest first' }),
  cursor: z.string().nullable().meta({ description: 'For the next page; null: this is the last' }),
})

export type ResetSchedule = z.infer<typeof resetScheduleSchema>
export type RankReward = z.infer<typeof rankRewardSchema>
export type SeasonPeriod = z.infer<typeof seasonPeriodSchema>
export type LeaderboardDefinition = z.infer<typeof leaderboardDefinitionSchema>
export type LeaderboardRow = z.infer<typeof leaderboardRowSchema>
export type Leaderboard = z.infer<typeof leaderboardSchema>
export type OwnRank = z.infer<typeof ownRankSchema>
export type SeasonGrant = z.infer<typeof seasonGrantSchema>
export type Achievement = z.infer<typeof achievementSchema>
export type PlayerAchievement = z.infer<typeof playerAchievementSchema>
export type PlayerRating = z.infer<typeof playerRatingSchema>
export type RatingPoint = z.infer<typeof ratingPointSchema>
export type PlayedMatch = z.infer<typeof playedMatchSchema>
export type MatchHistory = z.infer<typeof matchHistorySchema>
