import { livekitIn } from '@gameserver/config'
import type { Player, RoomToken } from '@gameserver/protocol/http'
import type { LiveMatch } from '@gameserver/storage/match-lookup'
import type { ApiConfig } from '../config.ts'
import { playerToken } from './player-token.ts'

/** LiveKit asks for the token when a player joins or rejoins; a longer match needs a new one to rejoin. */
const tokenSeconds = 60 * 60

export type GrantedRoom = Omit<RoomToken, 'visit'>

/** A place in the room of a match, in the LiveKit of its region. */
export async function roomToken(player: Player, match: LiveMatch, config: ApiConfig): Promise<GrantedRoom> {
  const token = await playerToken(player, match.room, tokenSeconds, livekitIn(match.region, config.livekit))
  return { ...token, matchId: match.id, roomId: null, game: match.game, gameVersion: match.gameVersion }
}
