type Listeners<Events> = { [Name in keyof Events]?: Set<(event: Events[Name]) => void> }

/** Typed events. A listener that throws stops neither the others nor the packet being read. */
export class Emitter<Events> {
  readonly #listeners: Listeners<Events> = {}

  /** Returns the function that ends the subscription, and tells whether it had not ended before. */
  on<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): () => boolean {
    const listeners = this.#listeners[name] ?? new Set()
    this.#listeners[name] = listeners.add(listener)
    return () => listeners.delete(listener)
  }

  emit<Name extends keyof Events>(name: Name, event: Events[Name]): void {
    for (const listener of this.#listeners[name] ?? []) {
      try {
        listener(event)
      } catch (error) {
        queueMicrotask(() => {
          throw error
        })
      }
    }
  }
}
