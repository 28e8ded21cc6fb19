import { type Child, type ChildOptions, startChild } from './child.ts'

/** Children that end together. Once stopped it starts no more, so nothing slips in while others are being stopped. */
export class Children {
  readonly #starting = new Set<Promise<Child>>()
  readonly #running = new Map<string, Child>()
  #isStopped = false

  async start(options: ChildOptions): Promise<Child> {
    if (this.#isStopped) throw new Error(`${options.name} was not started: everything is being stopped`)
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

  get(name: string): Child | undefined {
    return this.#running.get(name)
  }

  get isStopped(): boolean {
    return this.#isStopped
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    await Promise.allSettled(this.#starting)
    await Promise.all([...this.#running.values()].map((child) => child.stop()))
  }
}
