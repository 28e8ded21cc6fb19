/**
 * Reads the two events that make up nearly all traffic, a received packet and a published one, without building
 * protobuf objects: the bindings' reflective decoder costs about as much as everything else the JS thread does with a
 * packet. Field numbers are those of `ffi.proto` and `room.proto` in livekit-ffi; anything unexpected is left to the
 * full decoder, so an unknown field costs time, not correctness.
 */
export type HotEvent = PacketReceived | PacketPublished

export interface PacketReceived {
  kind: 'received'
  room: number
  identity: string
  topic: string
  /** Native buffer of the payload: address, length, and the handle that frees it. */
  payloadPointer: number
  payloadLength: number
  payloadHandle: number
}

export interface PacketPublished {
  kind: 'published'
  room: number
  isReliable: boolean
  hasFailed: boolean
}

/** Published packets need no id of their own, so the id says whose they were: room handle x 2, plus 1 for reliable. */
export function publishId(room: number, isReliable: boolean): number {
  return room * 2 + (isReliable ? 1 : 0)
}

export function readHotEvent(bytes: Uint8Array): HotEvent | undefined {
  const tag = bytes[0]
  if (tag !== tags.roomEvent && tag !== tags.publishData) return undefined
  reader.start(bytes)
  reader.varint()
  const end = reader.enter()
  const event = tag === tags.roomEvent ? readReceived(end) : readPublished(end)
  return reader.isExhausted ? undefined : event
}

/** Field number x 8, plus 2 for a length-delimited field and 0 for a varint. */
const tags = {
  roomEvent: 1 * 8 + 2,
  publishData: 11 * 8 + 2,
  roomHandle: 1 * 8,
  dataPacket: 27 * 8 + 2,
  packetIdentity: 2 * 8 + 2,
  packetUser: 4 * 8 + 2,
  userBuffer: 1 * 8 + 2,
  userTopic: 2 * 8 + 2,
  bufferHandle: 1 * 8 + 2,
  bufferExtent: 2 * 8 + 2,
  handleId: 1 * 8,
  extentPointer: 1 * 8,
  extentLength: 2 * 8,
  replyId: 1 * 8,
  error: 2 * 8 + 2,
} as const

function readReceived(end: number): PacketReceived | undefined {
  const event: PacketReceived = {
    kind: 'received',
    room: 0,
    identity: '',
    topic: '',
    payloadPointer: 0,
    payloadLength: 0,
    payloadHandle: 0,
  }
  let isUserPacket = false
  while (reader.position < end) {
    const tag = reader.varint()
    if (tag === tags.roomHandle) event.room = reader.varint()
    else if (tag === tags.dataPacket) isUserPacket = readDataPacket(reader.enter(), event)
    else return undefined
  }
  return isUserPacket ? event : undefined
}

function readDataPacket(end: number, event: PacketReceived): boolean {
  let isUserPacket = false
  while (reader.position < end) {
    const tag = reader.varint()
    if (tag === tags.packetIdentity) event.identity = reader.text()
    else if (tag === tags.packetUser) {
      readUserPacket(reader.enter(), event)
      isUserPacket = true
    } else reader.skip(tag)
  }
  return isUserPacket
}

function readUserPacket(end: number, event: PacketReceived): void {
  while (reader.position < end) {
    const tag = reader.varint()
    if (tag === tags.userBuffer) readBuffer(reader.enter(), event)
    else if (tag === tags.userTopic) event.topic = reader.text()
    else reader.skip(tag)
  }
}

function readBuffer(end: number, event: PacketReceived): void {
  while (reader.position < end) {
    const tag = reader.varint()
    if (tag === tags.bufferHandle) readHandle(reader.enter(), event)
    else if (tag === tags.bufferExtent) readExtent(reader.enter(), event)
    else reader.skip(tag)
  }
}

function readHandle(end: number, event: PacketReceived): void {
  while (reader.position < end) {
    const tag = reader.varint()
    if (tag === tags.handleId) event.payloadHandle = reader.varint()
    else reader.skip(tag)
  }
}

function readExtent(end: number, event: PacketReceived): void {
  while (reader.position < end) {
    const tag = reader.varint()
    if (tag === tags.extentPointer) event.payloadPointer = reader.varint()
    else if (tag === tags.extentLength) event.payloadLength = reader.varint()
    else reader.skip(tag)
  }
}

function readPublished(end: number): PacketPublished {
  let id = 0
  let hasFailed = false
  while (reader.position < end) {
    const tag = reader.varint()
    if (tag === tags.replyId) id = reader.varint()
    else {
      if (tag === tags.error) hasFailed = true
      reader.skip(tag)
    }
  }
  return { kind: 'published', room: Math.floor(id / 2), isReliable: id % 2 === 1, hasFailed }
}

/** Reads protobuf's wire format; past the end it reads zeros and remembers it. */
class WireReader {
  position = 0
  isExhausted = false
  #bytes: Buffer = Buffer.alloc(0)

  start(bytes: Uint8Array): void {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.position = 0
    this.isExhausted = false
  }

  /** Exact up to 2^53: handles count from 1, and addresses have 48 bits. */
  varint(): number {
    let value = 0
    let scale = 1
    for (;;) {
      const byte = this.#bytes[this.position++]
      if (byte === undefined) {
        this.isExhausted = true
        return 0
      }
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
      scale *= 128
    }
  }

  /** Steps into a length-delimited field and says where it ends. */
  enter(): number {
    const length = this.varint()
    const end = this.position + length
    if (end > this.#bytes.length) this.isExhausted = true
    return Math.min(end, this.#bytes.length)
  }

  text(): string {
    const end = this.enter()
    const text = this.#bytes.toString('utf8', this.position, end)
    this.position = end
    return text
  }

  skip(tag: number): void {
    const wireType = tag & 7
    if (wireType === 0) this.varint()
    else if (wireType === 2) this.position = this.enter()
    else if (wireType === 1) this.position += 8
    else if (wireType === 5) this.position += 4
    else {
      this.isExhausted = true
      this.position = this.#bytes.length
    }
  }
}

/** One for all: events are read one at a time, each to its end. */
const reader = new WireReader()
