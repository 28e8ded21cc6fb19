/** Packets may be lost between joining a room and being active in it, so Hello is repeated until it is answered. */
const repeatMs = 500

/** Says Hello at once and again until the answer comes. */
export class Greeter {
  readonly #sayHello: () => void
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(sayHello: () => void) {
    this.#sayHello = sayHello
  }

  start(): void {
    this.stop()
    this.#timer = setInterval(this.#sayHello, repeatMs)
    this.#sayHello()
  }

  /** Unlike `start`, leaves a greeting that is under way to its own pace. */
  startUnlessUnderWay(): void {
    if (this.#timer === undefined) this.start()
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }
}
