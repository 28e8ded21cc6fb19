/** Lines waiting for the authority's acknowledgement; beyond this the player is told that nothing gets through. */
const unacknowledgedMax = 32

export interface ChatLine {
  sequence: number
  text: string
}

/**
 * Chat lines until the authority has acknowledged them: they are sent again after a reconnect, and the authority drops
 * those it has by their number.
 */
export class ChatOutbox {
  #lines: ChatLine[] = []
  #lastSequence = 0

  get unacknowledged(): readonly ChatLine[] {
    return this.#lines
  }

  /** Returns the line to send, or undefined when too many are still on their way. */
  add(text: string): ChatLine | undefined {
    if (this.#lines.length >= unacknowledgedMax) return undefined
    const line = { sequence: ++this.#lastSequence, text }
    this.#lines.push(line)
    return line
  }

  /**
   * A number that was never given out here is of an earlier visit (the page was loaded anew), and acknowledged with Welcome,
   * before there are lines: numbering goes on from it.
   */
  acknowledge(sequence: number): void {
    this.#lines = this.#lines.filter((line) => line.sequence > sequence)
    this.#lastSequence = Math.max(this.#lastSequence, sequence)
  }
}
