import { authorityIdentity } from '@gameserver/protocol/topics'

/** Whom a Hello goes to at most: the owner, who is about to follow it, and one who went. Lists travel in each delivered packet. */
const knownMax = 3

/** The authorities that have come into the match's room, to be greeted: which of them owns the match they tell by the epoch. */
export class Authorities {
  /** The one that came last at the end. */
  #known: readonly string[] = []

  came(identity: string): void {
    this.#known = [...this.#known.filter((known) => known !== identity), identity].slice(-knownMax)
  }

  /** Where a Hello is sent. As long as nobody has come it reaches nobody, and is said again when somebody does. */
  greeted(owner: string | undefined): readonly string[] {
    if (owner !== undefined && !this.#known.includes(owner)) this.came(owner)
    return this.#known.length === 0 ? [authorityIdentity] : this.#known
  }

  /** Where all else is sent. */
  addressed(owner: string | undefined): readonly string[] {
    return owner === undefined ? this.greeted(owner) : [owner]
  }
}
