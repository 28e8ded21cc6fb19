import { type Card, cards, type Farmer, handMax } from '../harvest.ts'
import { Change, make, makeButton, picture } from './element.ts'
import type { Pictures } from './pictures.ts'

export const cardTexts: Readonly<Record<Card, { name: string; does: string }>> = {
  rain: { name: 'Rain', does: 'Halves the wait, fills the can' },
  sunshine: { name: 'Sunshine', does: 'All grows on by ten seconds' },
  bumper: { name: 'Bumper crop', does: 'Next harvest threefold' },
  basket: { name: 'Gift basket', does: 'Honey and a mushroom' },
  bellows: { name: 'Bellows', does: 'The oven is done at once' },
  crier: { name: 'Town crier', does: 'New orders for all' },
  scarecrow: { name: 'Scarecrow', does: 'No crows for a good while' },
  crows: { name: 'Crows', does: "Stop a neighbour's farm" },
}

/** So many lie beside each other; more overlap. */
const roomyMax = 3

/** The player's cards, which nobody else is sent. */
export class Hand {
  readonly element = make('div', 'hv-hand')
  readonly #pictures: Pictures
  readonly #played: (card: Card, button: HTMLButtonElement) => void
  readonly #buttons: HTMLButtonElement[] = []
  readonly #change = new Change()
  #shown: readonly Card[] = []

  constructor(pictures: Pictures, played: (card: Card, button: HTMLButtonElement) => void) {
    this.#pictures = pictures
    this.#played = played
    this.element.setAttribute('role', 'group')
    this.element.setAttribute('aria-label', 'Your cards')
    for (let at = 0; at < handMax; at++) {
      const button = makeButton('hv-card', () => {
        const card = this.#shown[at]
        if (card) this.#played(card, button)
      })
      button.style.setProperty('--at', String(at))
      button.hidden = true
      this.#buttons.push(button)
    }
    this.element.append(...this.#buttons)
  }

  show({ hand }: Farmer, armed: Card | undefined): void {
    if (!this.#change.to(`${hand} ${armed}`)) return
    this.#shown = [...hand]
    this.element.classList.toggle('is-roomy', hand.length <= roomyMax)
    this.#buttons.forEach((button, at) => {
      const card = hand[at]
      button.hidden = card === undefined
      button.classList.toggle('is-armed', card !== undefined && card === armed)
      if (card && button.dataset.card !== card) this.#print(button, card)
    })
  }

  #print(button: HTMLButtonElement, card: Card): void {
    const { name, does } = cardTexts[card]
    button.dataset.card = card
    button.classList.toggle('is-foul', card === cards.at(-1))
    button.replaceChildren(
      picture(this.#pictures.url(`card-${card}`)),
      make('b', '', name),
      make('small', '', does),
    )
    button.setAttribute('aria-label', `Play ${name}: ${does}`)
  }
}
