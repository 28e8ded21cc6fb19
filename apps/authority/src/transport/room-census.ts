import type { ListedParticipant } from './livekit-api.ts'

/**
 * Compares who is thought to be in a room with who LiveKit says is. What it told of a moment ago may not be in its list yet, so only
 * what two lists in a row say counts.
 */
export class RoomCensus {
  #missing: ReadonlySet<string> = new Set()
  #untold: ReadonlySet<string> = new Set()

  /** `present` are thought to be there, and `told` are those of whom LiveKit has told us. */
  compare(
    listed: readonly ListedParticipant[],
    present: Iterable<string>,
    told: ReadonlyMap<string, unknown>,
  ): { gone: string[]; untold: string[] } {
    const there = new Set(listed.map(({ identity }) => identity))
    const missing = [...present].filter((identity) => !there.has(identity))
    const untold = [...there].filter((identity) => !told.has(identity))
    const result = {
      gone: missing.filter((identity) => this.#missing.has(identity)),
      untold: untold.filter((identity) => this.#untold.has(identity)),
    }
    this.#missing = new Set(missing)
    this.#untold = new Set(untold)
    return result
  }

  /** In another connection everything is new. */
  forget(): void {
    this.#missing = new Set()
    this.#untold = new Set()
  }
}
