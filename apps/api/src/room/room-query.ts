import { gameIdSchema, queueModeSchema, visibleText } from '@gameserver/protocol/http'
import { roomPropertiesMax } from '@gameserver/protocol/rooms'
import { isStorable, storable } from '@gameserver/protocol/storable'
import type { RoomCursor, RoomQuery } from '@gameserver/storage/room-listing'
import { z } from '@hono/zod-openapi'

/** As it comes from a page before: when its last room was made, and that room. */
const cursorSchema = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  .refine((cursor) => !Number.isNaN(Date.parse(cursor.slice(0, 27))), 'is no time')
  .meta({ description: '`cursor` of the page before' })

const truth = z.enum(['true', 'false'])
const prefix = 'properties.'

export const roomQuerySchema = z
  .object({
    game: gameIdSchema.optional(),
    mode: queueModeSchema.optional(),
    region: z.string().max(32).regex(visibleText).optional(),
    status: z.enum(['waiting', 'ready_check', 'running']).optional(),
    hasFreeSeat: truth.optional(),
    hasPassword: truth.optional(),
    text: z.string().max(40).regex(visibleText).optional().meta({ description: 'Anywhere in the name' }),
    limit: z.coerce.number().int().min(1).max(100).default(20),
    cursor: cursorSchema.optional(),
  })
  .catchall(z.string().max(64).regex(visibleText))
  .refine((query) => isStorable(Object.keys(query)), storable)
  .refine((query) => Object.keys(propertiesIn(query)).length <= roomPropertiesMax, 'has too many properties')

export function toRoomQuery(query: z.infer<typeof roomQuerySchema>, playerId: string): RoomQuery {
  const { game, mode, region, status, hasFreeSeat, hasPassword, text, limit, cursor } = query
  return {
    ...{ playerId, game, mode, region, status, text, limit },
    hasFreeSeat: hasFreeSeat && hasFreeSeat === 'true',
    hasPassword: hasPassword && hasPassword === 'true',
    properties: propertiesIn(query),
    after: cursor === undefined ? undefined : parseCursor(cursor),
  }
}

export const writeCursor = (next: RoomCursor | null) => next && `${next.createdAt}_${next.id}`

function parseCursor(cursor: string): RoomCursor {
  const [createdAt = '', id = ''] = cursor.split('_')
  return { createdAt, id }
}

/** From `properties.map=desert`. */
function propertiesIn(query: Record<string, unknown>): Record<string, string> {
  const named = Object.entries(query).filter(([name]) => name.startsWith(prefix))
  return Object.fromEntries(named.map(([name, value]) => [name.slice(prefix.length), value as string]))
}
