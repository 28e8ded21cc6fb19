import { type Farmer, goodFacts, isRipe, type Plot, plotPrice, plotsMax, tickRate } from '../harvest.ts'
import { Change, make, makeButton, picture, shake } from './element.ts'
import type { Layout } from './layout.ts'
import type { Pictures } from './pictures.ts'

/** What is under the pointer when a plot is: the picture is the farm layer's, the button is for all hands and keys. */
export class PlotButtons {
  readonly element = make('div', '')
  readonly #buttons: readonly HTMLButtonElement[]
  readonly #prices: readonly HTMLElement[]
  readonly #changes = Array.from({ length: plotsMax }, () => new Change())
  readonly #pictures: Pictures

  constructor(pictures: Pictures, tend: (index: number) => Promise<void>) {
    this.#pictures = pictures
    this.#prices = Array.from({ length: plotsMax }, () => make('span', 'hv-price'))
    this.#buttons = this.#prices.map((price, index) => {
      const button = makeButton(
        'hv-plot',
        () => void tend(index).catch(() => shake(button)),
        make('kbd', '', String(index + 1)),
        price,
      )
      return button
    })
    this.element.setAttribute('role', 'group')
    this.element.setAttribute('aria-label', 'Your farm')
    this.element.append(...this.#buttons)
  }

  place({ plots }: Layout): void {
    plots.forEach(({ x, y, width, height }, index) => {
      Object.assign((this.#buttons[index] as HTMLElement).style, {
        left: `${x}px`,
        top: `${y}px`,
        width: `${width}px`,
        height: `${height}px`,
      })
    })
  }

  show(own: Farmer, tick: number): void {
    this.#buttons.forEach((button, index) => {
      const plot = own.plots[index]
      const isNext = index === own.plots.length
      button.hidden = !plot && !isNext
      const label = plot ? labelOf(plot, tick) : `Buy this plot for ${plotPrice(index)} coins`
      if (button.hidden || !this.#changes[index]?.to(label)) return
      button.setAttribute('aria-label', `Plot ${index + 1}: ${label}`)
      const price = make('span', '', picture(this.#pictures.url('coin')), String(plotPrice(index)))
      this.#prices[index]?.replaceChildren(...(plot ? [] : ['New plot', price]))
    })
  }

  shake(index: number): void {
    const button = this.#buttons[index]
    if (button) shake(button)
  }
}

function labelOf(plot: Plot, tick: number): string {
  if (plot.crop === 'none') return 'empty, sow'
  const name = goodFacts[plot.crop].name
  if (tick < plot.crowTick) return `${name}, a crow: shoo it away`
  if (isRipe(plot, tick)) return `${name}, ripe: gather`
  const seconds = Math.ceil((plot.ripeTick - tick) / tickRate)
  return `${name}, ripe in ${seconds} seconds${tick < plot.wetTick ? ', wet' : ': water'}`
}
