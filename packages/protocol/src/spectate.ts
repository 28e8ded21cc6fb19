import { z } from 'zod'
import { gameIdSchema, matchIdSchema, playerIdSchema } from './http.ts'
import { joinCodeSchema } from './join-code.ts'

/** Bodies of the API's routes for those who watch matches. */

/** What a game says in its manifest about spectators. */
export const spectatorTermsSchema = z.object({
  delaySeconds: z.number().min(0).max(300),
  max: z.number().int().min(1),
  reveals: z.enum(['public', 'all']),
})

const playerSchema = z.object({
  playerId: playerIdSchema,
  name: z.string(),
  slot: z.number().int(),
  team: z.number().int().meta({ description: 'From 0; all are in 0 where there are no teams' }),
})

const match = {
  matchId: matchIdSchema,
  game: gameIdSchema,
  mode: z.string(),
  startedAt: z.iso.datetime(),
  delaySeconds: z.number().meta({ description: 'How much later than the players spectators see everything' }),
  players: z.array(playerSchema).meta({ description: 'Those who have a seat, by slot' }),
}

export const liveMatchSchema = z.object({
  ...match,
  spectators: z
    .number()
    .int()
    .nullable()
    .meta({ description: 'As they were some seconds ago; null: not known just now' }),
})
export const liveMatchesSchema = z.object({
  matches: z.array(liveMatchSchema),
  cursor: z.string().nullable().meta({ description: 'Of the next page; null: there is none' }),
})

export const watchMatchSchema = z.strictObject({
  code: joinCodeSchema.optional().meta({ description: "Of the match's room, if that is a private one" }),
  wantsDescription: z.boolean().default(false).meta({
    description: "For clients that don't have the game: its schemas, as docs/wire-format.md has them",
  }),
})

/** Grants a place in the LiveKit room in which the match is shown. */
export const watchTokenSchema = z.object({
  url: z.string(),
  token: z.string(),
  room: z.string(),
  identity: z.string(),
  expiresAt: z.iso.datetime(),
  ...match,
  gameVersion: z.string(),
  schemaHash: z.number().int().meta({ description: "What the spectator's copy of the game must have, too" }),
  reveals: spectatorTermsSchema.shape.reveals,
  description: z.record(z.string(), z.unknown()).optional().meta({ description: 'If it was asked for' }),
})

export type SpectatorTerms = z.infer<typeof spectatorTermsSchema>
export type WatchedPlayer = z.infer<typeof playerSchema>
export type LiveMatch = z.infer<typeof liveMatchSchema>
export type LiveMatches = z.infer<typeof liveMatchesSchema>
export type WatchToken = z.infer<typeof watchTokenSchema>
