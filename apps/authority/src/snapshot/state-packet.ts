import type { SnapshotPacket } from '@gameserver/engine'

/** Field numbers of StatePacket and how each is written, as Protocol Buffers have it. */
const tags = {
  epoch: 0x08,
  tick: 0x10,
  confirmed: 0x42,
  checksumTick: 0x48,
  checksum: 0x55,
  inputDepths: 0x5a,
  block: 0x62,
  isPrivate: 0x68,
} as const

/** Tags, numbers and lengths take less beside what has a length of its own. */
const headerBytesMax = 48
const blockHeaderBytesMax = 6

/** Packets are cut from pieces of this size: thousands a second would otherwise each be memory of its own to the collector. */
const slabBytes = 65_536
let slab = new Uint8Array(slabBytes)
let slabAt = 0

/**
 * A StatePacket around blocks that are packed already: by hand, since the general encoder would go through each block of each
 * player's packet anew.
 */
export function encodeStatePacket(
  epoch: number,
  { tick, isPrivate, inputDepths, blocks, confirmed }: SnapshotPacket,
): Uint8Array {
  let bytesMax = headerBytesMax + inputDepths.length + (confirmed?.records.length ?? 0)
  for (const block of blocks) bytesMax += block.length + blockHeaderBytesMax
  const packet = new PacketWriter(room(bytesMax))
  packet.number(tags.epoch, epoch)
  packet.number(tags.tick, tick)
  if (confirmed !== undefined) {
    packet.bytes(tags.confirmed, confirmed.records)
    packet.number(tags.checksumTick, confirmed.checksumTick)
    packet.fixed32(tags.checksum, confirmed.checksum)
  }
  if (inputDepths.length > 0) packet.bytes(tags.inputDepths, inputDepths)
  for (const block of blocks) packet.bytes(tags.block, block)
  packet.number(tags.isPrivate, isPrivate ? 1 : 0)
  return packet.finish()
}

/** What is left of it is given back by `finish`, so that packets are written one after the other. */
function room(bytes: number): Uint8Array {
  if (slabAt + bytes > slab.length) {
    slab = new Uint8Array(Math.max(slabBytes, bytes))
    slabAt = 0
  }
  slabAt += bytes
  return slab.subarray(slabAt - bytes, slabAt)
}

class PacketWriter {
  readonly #packet: Uint8Array
  #at = 0

  constructor(packet: Uint8Array) {
    this.#packet = packet
  }

  /** A number that is 0 is left out. */
  number(tag: number, value: number): void {
    if (value === 0) return
    this.#packet[this.#at++] = tag
    this.#varint(value)
  }

  fixed32(tag: number, value: number): void {
    if (value === 0) return
    this.#packet[this.#at++] = tag
    for (let shift = 0; shift < 32; shift += 8) this.#packet[this.#at++] = value >>> shift
  }

  bytes(tag: number, value: Uint8Array): void {
    this.#packet[this.#at++] = tag
    this.#varint(value.length)
    this.#packet.set(value, this.#at)
    this.#at += value.length
  }

  finish(): Uint8Array {
    slabAt -= this.#packet.length - this.#at
    return this.#packet.subarray(0, this.#at)
  }

  #varint(value: number): void {
    let left = value
    for (; left > 0x7f; left >>>= 7) this.#packet[this.#at++] = (left & 0x7f) | 0x80
    this.#packet[this.#at++] = left
  }
}
