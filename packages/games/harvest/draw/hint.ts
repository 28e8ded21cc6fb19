import { type Farmer, isRipe } from '../harvest.ts'

/** What a newcomer has not done yet, and how it is done; each is shown until it was done once. */
const lessons = [
  { doing: 'plant', text: 'Choose a seed below, then press a plot to sow it' },
  { doing: 'water', text: 'Press what grows to water it: it will be ripe sooner' },
  { doing: 'gather', text: 'Ripe! Press it to gather' },
  { doing: 'deliver', text: 'Press an order when you have all it asks for: the first to deliver is paid' },
] as const

/** Teaches by the way: a line that says what could be done next. */
export class Hint {
  readonly #done = new Set<string>()

  did(doing: string): void {
    this.#done.add(doing)
    // Who delivers has understood the rest.
    if (doing === 'deliver') for (const lesson of lessons) this.#done.add(lesson.doing)
  }

  textFor({ plots }: Farmer, tick: number): string {
    const next = lessons.find(({ doing }) => !this.#done.has(doing))
    if (next?.doing !== 'gather') return next?.text ?? ''
    return plots.some((plot) => isRipe(plot, tick)) ? next.text : ''
  }
}
