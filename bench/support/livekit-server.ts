import { startOwnServices } from '@gameserver/services/own-services'
import { createProgress } from '@gameserver/services/progress'
import { AccessToken, RoomServiceClient } from 'livekit-server-sdk'

/** Has a LiveKit server of its own in the environment, which child processes inherit, unless one is named there. */
export async function withLivekit(measure: () => Promise<void>): Promise<void> {
  const { urls, stop } = await startOwnServices(process.env, createProgress())
  process.env.LIVEKIT_URL = urls.livekitUrl
  process.env.LIVEKIT_API_KEY = urls.livekitApiKey
  process.env.LIVEKIT_API_SECRET = urls.livekitApiSecret
  try {
    await measure()
  } finally {
    await stop()
  }
}

/** The LiveKit server that the environment names. Throws where it names none. */
export function livekitUrl(): string {
  return required('LIVEKIT_URL')
}

export function roomService(): RoomServiceClient {
  return new RoomServiceClient(livekitUrl().replace(/^ws/, 'http'), ...credentials())
}

export function tokenFor(room: string, identity: string): Promise<string> {
  const access = new AccessToken(...credentials(), { identity })
  access.addGrant({ roomJoin: true, room, canPublishData: true, canSubscribe: true })
  return access.toJwt()
}

function credentials(): [key: string, secret: string] {
  return [required('LIVEKIT_API_KEY'), required('LIVEKIT_API_SECRET')]
}

function required(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set`)
  return value
}
