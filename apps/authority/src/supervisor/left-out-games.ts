/** Then it is tried again by the next process that starts: what it was blamed for may have been a machine short of memory. */
const leftOutMs = 10 * 60_000

/** Games that have brought down a process while it started. The next ones are started without them. */
export class LeftOutGames {
  readonly #untilMs = new Map<string, number>()

  add(game: string): void {
    this.#untilMs.set(game, performance.now() + leftOutMs)
  }

  now(): string[] {
    for (const [game, untilMs] of this.#untilMs) if (untilMs < performance.now()) this.#untilMs.delete(game)
    return [...this.#untilMs.keys()]
  }
}
