import { livekitFfiRequest, livekitRetrievePtr } from '@livekit/rtc-ffi-bindings'

/**
 * Hands a packet to the native client, which copies it before the call returns. Both the payload and the request lie in
 * buffers kept for good, so a packet costs no protobuf object and no look-up of an address.
 */
export function sendPublishRequest(packet: {
  participantHandle: number
  replyId: number
  topic: string
  payload: Uint8Array
  isReliable: boolean
  to: readonly string[] | undefined
}): void {
  const { payload } = packet
  if (payload.length > payloadBytesMax)
    throw new RangeError(`a packet of ${payload.length} bytes: LiveKit refuses it`)
  payloadBuffer.set(payload)

  let at = bodyStart
  at = writeVarintField(at, 1, packet.participantHandle)
  at = writeVarintField(at, 2, payloadPointer)
  at = writeVarintField(at, 3, payload.length)
  at = writeVarintField(at, 4, packet.isReliable ? 1 : 0)
  at = writeTextField(at, 6, packet.topic)
  for (const identity of packet.to ?? []) at = writeTextField(at, 7, identity)
  at = writeVarintField(at, 8, packet.replyId)

  const bodyLength = at - bodyStart
  requestBuffer[0] = 7 * 8 + 2
  requestBuffer[1] = (bodyLength & 0x7f) | 0x80
  requestBuffer[2] = bodyLength >> 7
  livekitFfiRequest(requestBuffer.subarray(0, at))
}

/** LiveKit's own limit for one data packet. */
const payloadBytesMax = 64_000
const payloadBuffer = new Uint8Array(payloadBytesMax)
const payloadPointer = Number(livekitRetrievePtr(payloadBuffer))

/** Room for a topic and a hundred identities; stays below 2^14, since the body's length is written in two bytes. */
const requestBuffer = Buffer.alloc(16_000)
/** Field 7 of FfiRequest (publish_data): its tag, then the body's length. */
const bodyStart = 3

function writeVarintField(start: number, field: number, value: number): number {
  requestBuffer[start] = field * 8
  return writeVarint(start + 1, value)
}

function writeTextField(start: number, field: number, value: string): number {
  requestBuffer[start] = field * 8 + 2
  const length = Buffer.byteLength(value)
  const at = writeVarint(start + 1, length)
  if (at + length + headroomBytes > requestBuffer.length)
    throw new RangeError('too many destinations for one packet')
  requestBuffer.write(value, at, length, 'utf8')
  return at + length
}

/** What may follow the last text: two varint fields. */
const headroomBytes = 32

function writeVarint(start: number, value: number): number {
  let at = start
  let rest = value
  while (rest >= 0x80) {
    requestBuffer[at++] = (rest % 128) | 0x80
    rest = Math.floor(rest / 128)
  }
  requestBuffer[at++] = rest
  return at
}
