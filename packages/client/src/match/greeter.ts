/**
 * Packets may be lost between joining a room and being active in it, so Hello is repeated until it is answered: soon at
 * first, since the first one often is lost, then at a pace that an authority without an answer can bear.
 */
const repeatMsMin = 100
const repeatMsMax = 500

/** Says Hello at once and again until the answer comes. */
export class Greeter {
  readonly #sayHello: () => void
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(sayHello: () => void) {
    this.#sayHello = sayHello
  }

  start(): void {
    this.stop()
    this.#greet(repeatMsMin)
  }

  /** Unlike `start`, leaves a greeting that is under way to its own pace. */
  startUnlessUnderWay(): void {
    if (this.#timer === undefined) this.start()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #greet(pauseMs: number): void {
    this.#timer = setTimeout(() => this.#greet(Math.min(pauseMs * 1.5, repeatMsMax)), pauseMs)
    this.#sayHello()
  }
}
