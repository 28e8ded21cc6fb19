import { countOf, type Farmer, type Good, goodFacts, goods, type World } from '../harvest.ts'
import { Change, make, makeButton, picture, shake } from './element.ts'
import type { Pictures } from './pictures.ts'

/** What the player has, and what the market pays for it: a click sells one. */
export class Pantry {
  readonly element = make('section', 'hv-sheet hv-pantry')
  readonly #coins = make('span', '')
  readonly #cells: readonly {
    good: Good
    button: HTMLButtonElement
    count: HTMLElement
    price: HTMLElement
  }[]
  readonly #change = new Change()

  constructor(pictures: Pictures, sell: (good: Good) => Promise<void>) {
    this.#cells = goods.map((good) => {
      const count = make('b', '')
      const price = make('small', '')
      const button = makeButton(
        'hv-good',
        () => void sell(good).catch(() => shake(button)),
        picture(pictures.url(good)),
        count,
        price,
      )
      return { good, button, count, price }
    })
    const purse = make('span', '', picture(pictures.url('coin')), this.#coins)
    const grid = make('div', 'hv-goods', ...this.#cells.map(({ button }) => button))
    this.element.append(
      make('h2', '', make('span', '', 'Pantry', make('small', '', 'tap to sell')), purse),
      grid,
    )
    this.element.setAttribute('aria-label', 'Pantry: sell')
  }

  show({ prices }: World, own: Farmer): void {
    if (!this.#change.to(`${own.coins} ${own.pantry} ${prices}`)) return
    this.#coins.textContent = String(own.coins)
    for (const { good, button, count, price } of this.#cells) {
      const held = countOf(own, good)
      const paid = prices[goods.indexOf(good)] ?? 0
      button.classList.toggle('is-none', held === 0)
      count.textContent = held > 0 ? String(held) : ''
      price.textContent = `${paid}¢`
      price.classList.toggle('is-low', paid < goodFacts[good].price * 0.8)
      button.setAttribute('aria-label', `Sell ${goodFacts[good].name} for ${paid}: you have ${held}`)
      button.title = `${goodFacts[good].name}: sell one for ${paid}`
    }
  }
}
