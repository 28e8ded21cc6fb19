/**
 * A tick is made some tens of milliseconds after its inputs, as far as each player's line needs. An input that was ready this long
 * before its tick and is not in it has been lost; one that was not came late, which happens on every line and without any fault.
 */
const lateMsMax = 150
/** More than are made until the longest pause is over that is made up for. */
const keptMax = 4_096

/** What became of one player's inputs, which are numbered, by what the world has counted of them. */
export class InputFates {
  lost = 0
  late = 0
  readonly #madeAtMs = new Float64Array(keptMax)
  #known = { input: 0, skipped: 0 }

  made(number: number, atMs: number): void {
    this.#madeAtMs[number % keptMax] = atMs
  }

  /** A new state says that `input` is the newest number that was applied, and how many were passed over in all. */
  seen({ input, skipped }: { input: number; skipped: number }, atMs: number): void {
    const more = skipped - this.#known.skipped
    // Which of those since the last state were passed over is not known: if one has waited for long, all count as lost.
    const oldest = this.#known.input + 1
    this.#known = { input, skipped }
    if (more <= 0) return
    if (atMs - (this.#madeAtMs[oldest % keptMax] ?? 0) > lateMsMax) this.lost += more
    else this.late += more
  }
}
