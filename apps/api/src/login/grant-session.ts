import type { Player, Session } from '@gameserver/protocol/http'
import { accessTokenSeconds, signAccessToken } from './access-token.ts'
import { encodeRefreshToken, type RefreshToken } from './refresh-token.ts'

/** What a player gets after any kind of login, and after each refresh. */
export function grantSession(player: Player, token: RefreshToken, jwtSecret: string): Session {
  return {
    player,
    accessToken: signAccessToken({ playerId: player.id, sessionId: token.sessionId }, jwtSecret),
    accessTokenExpiresIn: accessTokenSeconds,
    refreshToken: encodeRefreshToken(token),
  }
}
