import type { AnyGame, InputRejectedReason } from '@gameserver/engine'

type Breach = 'contradictory' | 'against_rules' | 'too_frequent' | 'too_fast' | 'teleported'

/** What is found in a packet that is taken all the same, or when an input is played; all else is told when its packet comes. */
const breaches: readonly Breach[] = ['contradictory', 'too_frequent', 'too_fast', 'teleported']
/** Where players decide for themselves, the game's own check refuses nothing either. */
const observedBreaches: readonly Breach[] = [...breaches, 'against_rules']

/** Breaches of a game's rules come out of the engine as sums: tells what has been added to them. */
export class BreachCount {
  readonly #breaches: readonly Breach[]
  readonly #seen = new Map<string, number>()

  constructor(mode: AnyGame['mode']) {
    this.#breaches = mode === 'observer' ? observedBreaches : breaches
  }

  /** The new ones, each by its reason. */
  since(slot: number, counts: ReadonlyMap<InputRejectedReason, number>): Breach[] {
    return this.#breaches.flatMap((reason) => {
      const key = `${slot} ${reason}`
      const count = counts.get(reason) ?? 0
      const added = count - (this.#seen.get(key) ?? 0)
      this.#seen.set(key, count)
      return Array.from({ length: added }, () => reason)
    })
  }
}
