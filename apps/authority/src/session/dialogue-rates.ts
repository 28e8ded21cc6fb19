import { RateMeter } from '../input/rate-meter.ts'

/** Clients repeat a Hello twice a second until it is answered. */
const greetingRate = { perSecond: 2, burst: 6 }
/** Clients ask at most every 300 ms. */
const keyframeRate = { perSecond: 4, burst: 4 }
const chatRate = { perSecond: 0.5, burst: 5 }

interface Rates {
  readonly greeting: RateMeter
  readonly keyframe: RateMeter
  readonly chat: RateMeter
}

/** How much each player may ask the dialogue for. */
export class DialogueRates {
  readonly #bySlot = new Map<number, Rates>()

  of(slot: number): Rates {
    const known = this.#bySlot.get(slot)
    if (known) return known
    const rates = {
      greeting: new RateMeter(greetingRate),
      keyframe: new RateMeter(keyframeRate),
      chat: new RateMeter(chatRate),
    }
    this.#bySlot.set(slot, rates)
    return rates
  }
}
