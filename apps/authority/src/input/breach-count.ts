import type { InputRejectedReason } from '@gameserver/engine'

/** What is found in a packet that is taken all the same, or when an input is played; all else is told when its packet comes. */
const breaches = ['contradictory', 'too_frequent', 'too_fast', 'teleported'] as const
type Breach = (typeof breaches)[number]

/** Breaches of a game's rules come out of the engine as sums: tells what has been added to them. */
export class BreachCount {
  readonly #seen = new Map<string, number>()

  /** The new ones, each by its reason. */
  since(slot: number, counts: ReadonlyMap<InputRejectedReason, number>): Breach[] {
    return breaches.flatMap((reason) => {
      const key = `${slot} ${reason}`
      const count = counts.get(reason) ?? 0
      const added = count - (this.#seen.get(key) ?? 0)
      this.#seen.set(key, count)
      return Array.from({ length: added }, () => reason)
    })
  }
}
