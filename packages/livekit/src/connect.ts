import { requestWithReply, startNative, stopNative } from './native.ts'
import { DataRoom, type RoomConnection } from './room-connection.ts'
import type { RoomListener } from './room-listener.ts'

/** Covers a slow first ICE exchange; a server that has not answered by then is treated as away. */
const connectMsMax = 15_000

/**
 * Joins a room for data alone: no track is subscribed to.
 * Rejects when the token is refused, the room is missing or the server does not answer.
 */
export async function connectRoom(
  url: string,
  token: string,
  listener: RoomListener,
  { timeoutMs = connectMsMax }: { timeoutMs?: number } = {},
): Promise<RoomConnection> {
  startNative()
  const reply = await requestWithReply((requestAsyncId) => ({
    message: {
      case: 'connect',
      value: {
        url,
        token,
        requestAsyncId,
        options: { autoSubscribe: false, joinRetries: 1, connectTimeoutMs: BigInt(timeoutMs) },
      },
    },
  }))
  if (reply.case !== 'connect') throw new Error(`the native client answered a connect with ${reply.case}`)
  const { message } = reply.value
  if (message.case !== 'result') throw new RoomRefused(message.value ?? 'no reason given')
  return new DataRoom(message.value, listener)
}

/** LiveKit did not let us in; the message is its own. */
export class RoomRefused extends Error {
  constructor(detail: string) {
    super(`could not join the room: ${detail}`)
    this.name = 'RoomRefused'
  }
}

/** Closes all rooms of the process; without it the native client keeps the process alive. */
export function shutdown(): Promise<void> {
  return stopNative()
}
