import { type Crop, cropFacts, crops, type Farmer, goodFacts, waterMax } from '../harvest.ts'
import { Change, make, makeButton, picture } from './element.ts'
import type { Pictures } from './pictures.ts'

export const seedKeys = ['KeyQ', 'KeyW', 'KeyE', 'KeyR'] as const

/** Which seed a click on an empty plot sows, and how much water is left. */
export class SeedBar {
  readonly element = make('div', 'hv-seeds')
  chosen: Crop = 'carrot'
  readonly #pictures: Pictures
  readonly #buttons: readonly { crop: Crop; button: HTMLButtonElement; stock: HTMLElement }[]
  readonly #drops = Array.from({ length: waterMax }, () => make('i', ''))
  readonly #can: HTMLElement
  readonly #change = new Change()

  constructor(pictures: Pictures) {
    this.#pictures = pictures
    this.#buttons = crops.map((crop, index) => {
      const stock = make('b', '')
      const key = make('kbd', '', seedKeys[index]?.slice(-1) ?? '')
      const button = makeButton('hv-seed', () => this.choose(crop), key, picture(pictures.url(crop)), stock)
      button.setAttribute('role', 'radio')
      button.title = `${goodFacts[crop].name}: ${cropFacts[crop].seconds} s, ${cropFacts[crop].yields} from a seed`
      return { crop, button, stock }
    })
    this.#can = make('div', 'hv-can', picture(pictures.url('can')), make('span', 'hv-drops', ...this.#drops))
    this.#can.setAttribute('role', 'img')
    this.element.setAttribute('role', 'radiogroup')
    this.element.setAttribute('aria-label', 'Seeds')
    this.element.append(...this.#buttons.map(({ button }) => button), this.#can)
  }

  choose(crop: Crop): void {
    this.chosen = crop
  }

  show({ seeds, water, coins }: Farmer): void {
    if (!this.#change.to(`${this.chosen} ${seeds} ${water} ${coins}`)) return
    this.#buttons.forEach(({ crop, button, stock }, index) => {
      const count = seeds[index] ?? 0
      const { seed } = cropFacts[crop]
      button.setAttribute('aria-checked', String(crop === this.chosen))
      button.setAttribute(
        'aria-label',
        `${goodFacts[crop].name}: ${count > 0 ? `${count} seeds` : `${seed} coins a seed`}`,
      )
      stock.replaceChildren(
        ...(count > 0 ? [`×${count}`] : [picture(this.#pictures.url('coin')), String(seed)]),
      )
    })
    this.#drops.forEach((drop, index) => void drop.classList.toggle('is-full', index < water))
    this.#can.setAttribute('aria-label', `Watering can: ${water} of ${waterMax}`)
  }
}
