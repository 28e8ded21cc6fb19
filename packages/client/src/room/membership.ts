import type { Live } from '../live/live.ts'
import type { Login } from '../login/login.ts'

/** While the live stream is down: often enough that the player is not taken for away. */
const pollMs = 10_000

export interface MembershipOptions<Place> {
  login: Login
  live: Live
  /** Asks the API where the player is. What it returns is called if the answer counts, and tells. */
  ask(): Promise<() => Place | undefined>
  changed(place: Place | undefined, before: Place | undefined): void
  /** Subscribes to the events that tell of the place. */
  listen(): (() => void)[]
}

/**
 * Where the player is, as of now: followed over the live stream while there are listeners or a place, which also shows that the
 * player is there. Answers and events overtake each other: a place's revision tells which is newer.
 */
export class Membership<Place extends { id: string; revision: number }> {
  readonly #options: MembershipOptions<Place>
  #listeners = 0
  #current: Place | undefined
  /** Changes and questions one after the other, so that no answer is taken for newer than it is. */
  #turn: Promise<unknown> = Promise.resolve()
  /** Events heard, by which an answer is known that may be older than one of them. */
  #heard = 0
  #unfollow: (() => void) | undefined

  constructor(options: MembershipOptions<Place>) {
    this.#options = options
  }

  get current(): Place | undefined {
    return this.#current
  }

  /** Follows while `end`, the end of a subscription, has not been called. */
  followUntil(end: () => boolean): () => void {
    this.#listeners++
    this.#followIfWanted()
    return () => {
      if (!end()) return
      this.#listeners--
      this.#followIfWanted()
    }
  }

  refresh(): Promise<Place | undefined> {
    return this.#inTurn(async () => {
      for (;;) {
        const heard = this.#heard
        const take = await this.#options.ask()
        if (heard !== this.#heard) continue
        this.take(take())
        return this.#current
      }
    })
  }

  /** A change that the player has asked for, with the place as it is after it. */
  change(work: () => Promise<Place | undefined>): Promise<Place | undefined> {
    return this.#inTurn(async () => {
      const place = await work()
      this.take(place)
      return place
    })
  }

  take(place: Place | undefined): void {
    const before = this.#current
    if (before?.id === place?.id && (before?.revision ?? 0) >= (place?.revision ?? 0)) return
    this.#current = place
    this.#followIfWanted()
    this.#options.changed(place, before)
  }

  /** An event has come: answers to what was asked before may be older. */
  heard(): void {
    this.#heard++
  }

  /** An event tells of a place. One that comes late is of a place that the player has left meanwhile. */
  told(place: Place): void {
    this.heard()
    if (place.id === this.#current?.id) this.take(place)
    else this.#askAnew()
  }

  /** An event says that the player has left a place, but may be in it again, or in another one. */
  left(): void {
    this.heard()
    this.#askAnew()
  }

  #inTurn<Outcome>(work: () => Promise<Outcome>): Promise<Outcome> {
    const outcome = this.#turn.then(work)
    this.#turn = outcome.catch(() => {})
    return outcome
  }

  #askAnew(): void {
    if (this.#options.login.player) this.refresh().catch(() => {})
  }

  #followIfWanted(): void {
    const isWanted = this.#listeners > 0 || this.#current !== undefined
    if (isWanted && !this.#unfollow) this.#follow()
    if (isWanted || !this.#unfollow) return
    this.#unfollow()
    this.#unfollow = undefined
  }

  #follow(): void {
    const { live, listen } = this.#options
    const ends = [live.on('ready', () => this.#askAnew()), ...listen()]
    const polling = setInterval(() => {
      if (!live.isReady) this.#askAnew()
    }, pollMs)
    this.#unfollow = () => {
      clearInterval(polling)
      for (const end of ends) end()
    }
    if (live.isReady) this.#askAnew()
  }
}
