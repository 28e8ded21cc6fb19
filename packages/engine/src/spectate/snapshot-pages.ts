import type { SnapshotPacket } from '../packets.ts'

/** One SCTP chunk with the sender's identity, as for players; the envelope has an epoch, a tick, and what the packet is. */
const pageBytesMax = 1080 - 20
/** A block's tag and length in its envelope. */
const blockEnvelopeBytes = 3

interface Page {
  readonly blocks: Uint8Array[]
  room: number
}

/** The blocks of one snapshot, in as few packets as hold them. */
export class SnapshotPages {
  private readonly pages: Page[] = []

  constructor(private readonly pagesMax: number) {}

  /** False if there is no room for it. */
  add(block: Uint8Array): boolean {
    const bytes = block.length + blockEnvelopeBytes
    if (bytes > pageBytesMax) return false
    let page = this.pages.find(({ room }) => room >= bytes)
    if (page === undefined) {
      if (this.pages.length === this.pagesMax) return false
      page = { blocks: [], room: pageBytesMax }
      this.pages.push(page)
    }
    page.blocks.push(block)
    page.room -= bytes
    return true
  }

  packets(tick: number): SnapshotPacket[] {
    return this.pages.map(({ blocks }, page) => ({ tick, isPrivate: page > 0, inputDepths: none, blocks }))
  }
}

const none = new Uint8Array(0)
