import { visitSchema } from '@gameserver/protocol/http'
import { beginVisit, isNewestVisit, type VisitPlace } from '@gameserver/storage/room-visits'
import { z } from '@hono/zod-openapi'
import { Refusal } from '../http/refusal.ts'
import type { Services } from '../services.ts'

export const visitQuerySchema = z.object({ visit: visitSchema.optional() })

export const visitDescription =
  'Without `visit` the player comes in anew, and takes the place from whatever other device has it. With the `visit` of an ' +
  'earlier token the player comes back to that one; 409 `played_elsewhere`: there is a newer one by now.'

/** The number of the visit that a token is for. */
export async function visitOf(
  { sql }: Pick<Services, 'sql'>,
  playerId: string,
  place: VisitPlace,
  earlier: number | undefined,
): Promise<number> {
  if (earlier === undefined) return beginVisit(sql, playerId, place)
  if (await isNewestVisit(sql, playerId, place, earlier)) return earlier
  throw new Refusal(409, 'played_elsewhere', 'The player has come in elsewhere since')
}
