interface GameEvent {
  name: string
  value: unknown
}

/** Hands on what happens in a replay, as a match does. */
export class ReplayEvents {
  readonly #listeners = new Set<(event: GameEvent) => void>()

  on(_name: 'event', listener: (event: GameEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  tell(event: GameEvent): void {
    for (const listener of this.#listeners) listener(event)
  }
}
