import { z } from 'zod'
import { playerIdSchema, playerNameSchema } from './http.ts'

/** Bodies of the routes about friends, blocks, and finding players, and of the events that tell of friends. */

export const friendsMax = 500
export const friendRequestsMax = 100
export const blocksMax = 1_000

const someone = { playerId: playerIdSchema, name: z.string() }

export const friendSchema = z.object({ ...someone, since: z.iso.datetime() })
export const friendsSchema = z.object({
  total: z.number().int(),
  friends: z.array(friendSchema).meta({ description: 'By name' }),
})

export const requestFriendSchema = z.strictObject({ playerId: playerIdSchema })
export const friendStateSchema = z.object({
  ...someone,
  state: z.enum(['requested', 'friends']).meta({
    description:
      '`requested`: it is up to the other one. `friends`: the other one had asked, too, or they were friends before',
  }),
})

export const friendRequestSchema = z.object({ ...someone, requestedAt: z.iso.datetime() })
export const friendRequestsSchema = z.object({
  incoming: z.array(friendRequestSchema).meta({ description: 'To be answered by the player; newest first' }),
  outgoing: z.array(friendRequestSchema).meta({ description: 'To be answered by others; newest first' }),
})

export const blockedPlayersSchema = z.object({
  total: z.number().int(),
  blocked: z.array(friendSchema).meta({ description: 'Newest first' }),
})

export const foundPlayersSchema = z.object({
  players: z.array(z.object(someone)).meta({ description: 'By name' }),
})

/** What a name begins with. */
export const namePrefixSchema = playerNameSchema.meta({
  description: 'What the name begins with; case does not matter',
  example: 'ad',
})

export type Friend = z.infer<typeof friendSchema>
export type Friends = z.infer<typeof friendsSchema>
export type FriendState = z.infer<typeof friendStateSchema>
export type FriendRequest = z.infer<typeof friendRequestSchema>
export type FriendRequests = z.infer<typeof friendRequestsSchema>
export type BlockedPlayers = z.infer<typeof blockedPlayersSchema>
export type FoundPlayer = z.infer<typeof foundPlayersSchema>['players'][number]
