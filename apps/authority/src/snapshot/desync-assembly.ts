import type { DesyncReport } from '@gameserver/protocol/generated/gameserver/v1/wire_pb'
import { desyncPartsMax } from '@gameserver/protocol/limits'

type Part = Pick<DesyncReport, 'tick' | 'scope' | 'sliceAndOne' | 'part' | 'parts' | 'state'>

/** Puts states together that are reported in parts. Of each player one is under way at most: the newest. */
export class DesyncAssembly {
  readonly #partsBySlot = new Map<number, Part[]>()

  /** The whole state; undefined while parts are missing, and for parts that don't follow those before. */
  take(slot: number, part: Part): Uint8Array | undefined {
    if (part.parts === 0) return part.state
    const before = part.part === 0 ? [] : (this.#partsBySlot.get(slot) ?? [])
    // The packet's memory is not ours to keep.
    const parts = [...before, { ...part, state: part.state.slice() }]
    this.#partsBySlot.delete(slot)
    if (part.parts > desyncPartsMax || part.part !== before.length || !areOfOneReport(parts)) return undefined
    if (parts.length === part.parts) return Buffer.concat(parts.map(({ state }) => state))
    this.#partsBySlot.set(slot, parts)
    return undefined
  }

  forget(slot: number): void {
    this.#partsBySlot.delete(slot)
  }
}

function areOfOneReport([first, ...others]: readonly Part[]): boolean {
  return others.every(
    ({ tick, scope, sliceAndOne, parts }) =>
      tick === first?.tick &&
      scope === first.scope &&
      sliceAndOne === first.sliceAndOne &&
      parts === first.parts,
  )
}
