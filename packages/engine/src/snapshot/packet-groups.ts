import type { PlayerSlot } from '../game/define-game.ts'

/** Names in the list of an addressed packet, which travels with it: 40 bytes each. */
const slotsMax = 3

export interface PacketGroup {
  readonly slots: PlayerSlot[]
  readonly blocks: readonly Uint8Array[]
}

/**
 * Players who are sent the same blocks at one moment share a packet: packets are what sending costs. Of a hundred players in
 * the arena about a third find somebody. Blocks are the same if they are the same object, in whatever order.
 */
export class PacketGroups {
  readonly all: PacketGroup[] = []
  /** By the bytes in all. */
  private readonly open = new Map<number, PacketGroup[]>()

  clear(): void {
    this.all.length = 0
    this.open.clear()
  }

  add(slot: PlayerSlot, blocks: readonly Uint8Array[]): void {
    const bytes = blocks.reduce((sum, { length }) => sum + length, 0)
    const alike = this.open.get(bytes) ?? []
    const known = alike.find((group) => group.slots.length < slotsMax && isSame(group.blocks, blocks))
    if (known !== undefined) {
      known.slots.push(slot)
      return
    }
    const group = { slots: [slot], blocks }
    this.all.push(group)
    alike.push(group)
    this.open.set(bytes, alike)
  }
}

function isSame(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  return a.length === b.length && a.every((block) => b.includes(block))
}
