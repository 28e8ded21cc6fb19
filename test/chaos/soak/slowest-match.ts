/** A match that has made fewer ticks says little: the first ones may come late. */
const ticksMin = 600
const answerMsMax = 2_000

interface Told {
  matches: { ticks: number; ticksPerSecond: number }[]
}

/** The fewest ticks a second that any match has made, on its whole, by what the authorities say of them. */
export class SlowestMatch {
  ticksPerSecond = Number.POSITIVE_INFINITY
  readonly #authorityUrls: readonly string[]

  constructor(authorityUrls: readonly string[]) {
    this.#authorityUrls = authorityUrls
  }

  /** An authority that does not answer is asked again the next time: it tells of matches that are over, too. */
  async look(): Promise<void> {
    await Promise.all(this.#authorityUrls.map((url) => this.#ask(url).catch(() => {})))
  }

  async #ask(url: string): Promise<void> {
    const response = await fetch(`${url}/stats`, { signal: AbortSignal.timeout(answerMsMax) })
    const { matches } = (await response.json()) as Told
    for (const { ticks, ticksPerSecond } of matches)
      if (ticks >= ticksMin) this.ticksPerSecond = Math.min(this.ticksPerSecond, ticksPerSecond)
  }
}
