import { type Child, type ChildOptions, startChild } from './child.ts'

/** Children that end together. Once stopped it starts no more, so nothing slips in while others are being stopped. */
export class Children {
  readonly #options = new Map<string, ChildOptions>()
  readonly #running = new Map<string, Child>()
  readonly #starting = new Set<Promise<Child>>()
  #isStopped = false

  async start(options: ChildOptions): Promise<Child> {
    if (this.#isStopped) throw new Error(`${options.name} was not started: everything is being stopped`)
    this.#options.set(options.name, options)
    const starting = startChild(options)
    this.#starting.add(starting)
    try {
      const child = await starting
      this.#running.set(child.name, child)
      return child
    } finally {
      this.#starting.delete(starting)
    }
  }

  /** As it was started before. */
  startAgain(name: string): Promise<Child> {
    const options = this.#options.get(name)
    if (!options) throw new Error(`${name} was never started`)
    return this.start(options)
  }

  get all(): Child[] {
    return [...this.#running.values()]
  }

  get isStopped(): boolean {
    return this.#isStopped
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    await Promise.allSettled(this.#starting)
    await Promise.all(this.all.map((child) => child.stop()))
  }
}
