import { authorityIdentity } from '@gameserver/protocol/topics'

/** Whom a Hello goes to at most: the owner, who stands by to follow it, and one who went. Lists travel in each delivered packet. */
const knownMax = 3

/** An authority that is about to take the match over has it by then, or does not get it. */
const comingMsMax = 10_000

/** The authorities that have come into the match's room, to be greeted: which of them owns the match they tell by the epoch. */
export class Authorities {
  /** The one that came last at the end. */
  #known: readonly string[] = []
  #coming: { readonly identity: string; readonly atMs: number } | undefined

  came(identity: string): void {
    this.#known = [...this.#known.filter((known) => known !== identity), identity].slice(-knownMax)
  }

  /** It is about to take the match over. */
  comes(identity: string): void {
    this.#coming = { identity, atMs: performance.now() }
  }

  /** Who was the last to say that it is about to take the match over. */
  get coming(): readonly string[] {
    return this.#coming === undefined ? [] : [this.#coming.identity]
  }

  /** Where a Hello is sent. As long as nobody has come it reaches nobody, and is said again when somebody does. */
  greeted(owner: string | undefined): readonly string[] {
    if (owner !== undefined && !this.#known.includes(owner)) this.came(owner)
    return this.#known.length === 0 ? [authorityIdentity] : this.#known
  }

  /** Where inputs are sent: to who is about to be the owner as well, and so needs not ask for them. */
  played(owner: string | undefined): readonly string[] {
    const coming = this.#coming
    if (owner === undefined || coming === undefined || coming.identity === owner) return this.addressed(owner)
    return performance.now() - coming.atMs < comingMsMax ? [owner, coming.identity] : [owner]
  }

  /** Where all else is sent. */
  addressed(owner: string | undefined): readonly string[] {
    return owner === undefined ? this.greeted(owner) : [owner]
  }
}
