/** When the steps of something were done, in whole milliseconds since it began. */
export class Stopwatch {
  readonly ms: Record<string, number> = {}
  readonly #beganMs = performance.now()

  note(step: string): void {
    this.ms[step] = Math.round(performance.now() - this.#beganMs)
  }
}
