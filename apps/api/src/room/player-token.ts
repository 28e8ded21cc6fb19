import type { LivekitSettings } from '@gameserver/config'
import type { Player } from '@gameserver/protocol/http'
import { AccessToken, TrackSource } from 'livekit-server-sdk'

export interface PlayerToken {
  /** Where players reach LiveKit. */
  url: string
  token: string
  room: string
  identity: string
  expiresAt: string
}

/** A place in one room of LiveKit: to hear, to talk, to send packets, and nothing else. */
export async function playerToken(
  player: Player,
  room: string,
  seconds: number,
  { apiKey, apiSecret, url, publicUrl }: Omit<LivekitSettings, 'regions'>,
): Promise<PlayerToken> {
  const expiresAt = new Date(Date.now() + seconds * 1000)
  const token = new AccessToken(apiKey, apiSecret, { identity: player.id, name: player.name, ttl: seconds })
  token.addGrant({
    roomJoin: true,
    room,
    canSubscribe: true,
    canPublishData: true,
    canPublish: true,
    canPublishSources: [TrackSource.MICROPHONE],
    canUpdateOwnMetadata: false,
  })
  return {
    url: publicUrl ?? url,
    token: await token.toJwt(),
    room,
    identity: player.id,
    expiresAt: expiresAt.toISOString(),
  }
}
