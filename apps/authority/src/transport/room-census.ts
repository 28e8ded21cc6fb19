import type { ListedParticipant } from './livekit-api.ts'

/**
 * Compares who is thought to be in a room with who LiveKit says is. What it told of a moment ago may not be in its list yet, so only
 * what two lists in a row say counts.
 */
export class RoomCensus {
  #missing: ReadonlySet<string> = new Set()
  /** Sids of those of whom LiveKit had not told us and who were found; who is hidden it never tells of. */
  #untold = new Set<string>()
  #unknown = new Set<string>()

  /** `present` are thought to be there, and `told` are those of whom LiveKit has told us. */
  compare(
    listed: readonly ListedParticipant[],
    present: Iterable<string>,
    told: ReadonlyMap<string, unknown>,
  ): { gone: string[]; untold: string[] } {
    const there = new Set(listed.map(({ identity }) => identity))
    const missing = [...present].filter((identity) => !there.has(identity))
    const unknown = listed.filter(({ identity, sid }) => !told.has(identity) && !this.#untold.has(sid))
    const gone = missing.filter((identity) => this.#missing.has(identity))
    const untold = unknown.filter(({ sid }) => this.#unknown.has(sid))
    for (const { sid } of untold) this.#untold.add(sid)
    this.#missing = new Set(missing)
    this.#unknown = new Set(unknown.map(({ sid }) => sid))
    return { gone, untold: untold.map(({ identity }) => identity) }
  }

  /** In another connection everything is new. */
  forget(): void {
    this.#missing = new Set()
    this.#untold.clear()
    this.#unknown.clear()
  }
}
