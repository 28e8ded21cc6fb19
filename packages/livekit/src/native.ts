import type { FfiRequest, FfiResponse, PartialMessage } from '@livekit/rtc-ffi-bindings'
import {
  FfiEvent,
  FfiHandle,
  FfiRequest as FfiRequestMessage,
  FfiResponse as FfiResponseMessage,
  livekitDispose,
  livekitFfiRequest,
  livekitInitialize,
} from '@livekit/rtc-ffi-bindings'
import { type HotEvent, readHotEvent } from './hot-events.ts'

/**
 * The one native LiveKit client of the process. `@livekit/rtc-node` starts the same client with log capture on, and
 * hands every event to a listener of every room; started here instead, its logs go nowhere and each event goes
 * straight to the room it names.
 */

/** Takes the events of one room. */
export interface EventSink {
  hotEvent(event: HotEvent): void
  event(event: RareEvent): void
  close(): Promise<void>
}

export type RareEvent = NonNullable<FfiEvent['message']>

/** What LiveKit is told it talks to: the rtc-node release whose native client this is. */
const sdkVersion = '1.1.0'

let isStarted = false
const sinksByRoom = new Map<number, EventSink>()
const pendingReplies = new Map<number, (message: RareEvent) => void>()
let replyIds = 0

export function startNative(): void {
  if (isStarted) return
  if ('_ffiClientInstance' in globalThis) {
    throw new Error(
      '@livekit/rtc-node is in use in this process: there is one native client, and it has taken it',
    )
  }
  // What is not captured goes to stderr, as error lines for every ordinary disconnect, unless the operator asks for it.
  process.env.RUST_LOG ??= 'off'
  // A process has about one core to itself, and a second worker costs each packet a tenth more in wake-ups.
  process.env.TOKIO_WORKER_THREADS ??= '1'
  const captureLogs = false
  livekitInitialize(receive, captureLogs, sdkVersion)
  isStarted = true
}

/** Closes every room and lets the process exit. */
export async function stopNative(): Promise<void> {
  if (!isStarted) return
  await Promise.all([...sinksByRoom.values()].map((sink) => sink.close()))
  isStarted = false
  await livekitDispose()
}

export function routeRoom(roomHandle: number, sink: EventSink): void {
  sinksByRoom.set(roomHandle, sink)
}

export function unrouteRoom(roomHandle: number): void {
  sinksByRoom.delete(roomHandle)
}

export function request(message: PartialMessage<FfiRequest>): FfiResponse {
  return FfiResponseMessage.fromBinary(livekitFfiRequest(new FfiRequestMessage(message).toBinary()))
}

/** For requests that are answered by an event carrying the given id. */
export function requestWithReply(build: (replyId: bigint) => PartialMessage<FfiRequest>): Promise<RareEvent> {
  const replyId = ++replyIds
  return new Promise((resolve, reject) => {
    pendingReplies.set(replyId, resolve)
    try {
      request(build(BigInt(replyId)))
    } catch (error) {
      pendingReplies.delete(replyId)
      reject(error)
    }
  })
}

/** Frees a native object or buffer. What an event hands over and nobody frees stays until the process ends. */
export function free(handle: bigint | undefined): void {
  if (handle !== undefined) new FfiHandle(handle).dispose()
}

function receive(bytes: Uint8Array): void {
  const hot = readHotEvent(bytes)
  if (hot) {
    sinksByRoom.get(hot.room)?.hotEvent(hot)
    return
  }
  const { message } = FfiEvent.fromBinary(bytes)
  if (message.case === 'roomEvent') {
    sinksByRoom.get(Number(message.value.roomHandle))?.event(message)
    return
  }
  if (message.case === 'panic') throw new Error(`LiveKit's native client panicked: ${message.value.message}`)
  if (message.case === 'connect' || message.case === 'disconnect') {
    const replyId = Number(message.value.asyncId)
    const resolve = pendingReplies.get(replyId)
    pendingReplies.delete(replyId)
    resolve?.(message)
  }
}
