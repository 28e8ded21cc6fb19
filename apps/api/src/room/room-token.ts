import type { Player, RoomToken } from '@gameserver/protocol/http'
import type { LiveMatch } from '@gameserver/storage/match-lookup'
import { AccessToken, TrackSource } from 'livekit-server-sdk'
import type { ApiConfig } from '../config.ts'

/** LiveKit asks for the token when a player joins or rejoins; a longer match needs a new one to rejoin. */
const tokenSeconds = 60 * 60

/** A place in one room: to hear, to talk, to send packets, and nothing else. */
export async function roomToken(player: Player, match: LiveMatch, config: ApiConfig): Promise<RoomToken> {
  const { apiKey, apiSecret, url, publicUrl } = config.livekit
  const expiresAt = new Date(Date.now() + tokenSeconds * 1000)
  const token = new AccessToken(apiKey, apiSecret, {
    identity: player.id,
    name: player.name,
    ttl: tokenSeconds,
  })
  token.addGrant({
    roomJoin: true,
    room: match.room,
    canSubscribe: true,
    canPublishData: true,
    canPublish: true,
    canPublishSources: [TrackSource.MICROPHONE],
    canUpdateOwnMetadata: false,
  })
  return {
    url: publicUrl ?? url,
    token: await token.toJwt(),
    room: match.room,
    matchId: match.id,
    game: match.game,
    gameVersion: match.gameVersion,
    identity: player.id,
    expiresAt: expiresAt.toISOString(),
  }
}
