import { type Player, roomTokenSchema } from '@gameserver/protocol/http'
import { roomSeatsMost, roomSpectatorsMost } from '@gameserver/protocol/rooms'
import { findLiveMatch } from '@gameserver/storage/match-lookup'
import { findGatheringRoomOf } from '@gameserver/storage/rooms'
import { createRoute } from '@hono/zod-openapi'
import { Refusal, unavailable } from '../http/refusal.ts'
import { createRouter, jsonResponse, type Router, refusals } from '../http/router.ts'
import { accessTokenSecurity, signedIn } from '../http/signed-in.ts'
import type { Services } from '../services.ts'
import { LivekitRooms } from './livekit-rooms.ts'
import { type GrantedRoom, roomToken } from './room-token.ts'
import { visitDescription, visitOf, visitQuerySchema } from './room-visit.ts'

/** As the authority makes it for a match, which is played in the same one. */
const emptySeconds = 300
const participantsMax = 100
if (participantsMax < roomSeatsMost + roomSpectatorsMost) throw new RangeError('members may not get in')

export function roomTokenRoutes(services: Services): Router {
  const { sql, config, log } = services
  const router = createRouter()
  const rooms = new LivekitRooms(config.livekit)
  const token = createRoute({
    method: 'get',
    path: '/v1/auth/token',
    operationId: 'getRoomToken',
    summary: "A LiveKit token for the room of the player's match, or for the room that waits for one",
    description:
      'Who is in a room whose match has not begun is let into its LiveKit room, for voice and chat: `matchId` is null then, and ' +
      'the token good for ten minutes. 404 `no_match`: the player is in neither. 409 `match_not_ready`: no authority has opened ' +
      `the room yet; ask again. ${visitDescription} 503 also while LiveKit is away.`,
    tags: ['Rooms'],
    security: accessTokenSecurity,
    middleware: signedIn(services),
    request: { query: visitQuerySchema },
    responses: {
      200: jsonResponse(roomTokenSchema, 'Good for an hour, or ten minutes'),
      ...refusals(400, 401, 404, 409),
    },
  })
  router.openapi(token, async (context) => {
    const player = context.get('player')
    const match = await findLiveMatch(sql, player.id)
    if (match?.status === 'placing')
      throw new Refusal(409, 'match_not_ready', 'The room is not open yet', { retryAfterSeconds: 1 })
    const { visit: earlier } = context.req.valid('query')
    const granted = match ? await roomToken(player, match, config) : await gatheringToken(player)
    const visit = await visitOf(services, player.id, 'match', earlier)
    return context.json({ ...granted, visit }, 200)
  })
  return router

  async function gatheringToken(player: Player): Promise<GrantedRoom> {
    const found = await findGatheringRoomOf(sql, player.id)
    if (found === undefined) throw new Refusal(404, 'no_match', 'The player is in no match')
    const { roomId, game, gameVersion, room, region } = found
    const metadata = JSON.stringify({ game })
    await rooms.open({ room, region, emptySeconds, participantsMax, metadata }).catch((error: Error) => {
      log.warn({ err: error, room }, "a room's LiveKit room could not be opened")
      throw unavailable('LiveKit')
    })
    return { ...(await rooms.token(player, { room, region })), matchId: null, roomId, game, gameVersion }
  }
}
