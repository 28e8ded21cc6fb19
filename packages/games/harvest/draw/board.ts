import { amountOf, countOf, type Farmer, type Order, orderTicks, type World } from '../harvest.ts'
import { Change, make, makeButton, picture, shake } from './element.ts'
import type { Pictures } from './pictures.ts'

interface Note {
  readonly button: HTMLButtonElement
  readonly fuse: HTMLElement
  readonly wants: readonly HTMLElement[]
  readonly change: Change
}

/** The orders, pinned to a board; whoever has all that a note asks for may take it down. */
export class Board {
  readonly element = make('div', 'hv-board')
  readonly #pictures: Pictures
  readonly #deliver: (id: number) => Promise<void>
  readonly #notes = new Map<number, Note>()

  constructor(pictures: Pictures, deliver: (id: number) => Promise<void>) {
    this.#pictures = pictures
    this.#deliver = deliver
    this.element.setAttribute('role', 'group')
    this.element.setAttribute('aria-label', 'Orders')
  }

  show({ orders }: World, own: Farmer | undefined, tick: number): void {
    for (const [id, note] of this.#notes) {
      if (orders.has(id)) continue
      note.button.remove()
      this.#notes.delete(id)
    }
    for (const [id, order] of orders) {
      const note = this.#notes.get(id) ?? this.#pin(id, order)
      note.fuse.style.transform = `scaleX(${Math.max(0, Math.min(1, (order.endTick - tick) / orderTicks))})`
      this.#mark(note, order, own)
    }
  }

  /** In the middle of a note, for what happens there. */
  placeOf(id: number): { x: number; y: number } | undefined {
    const box = this.#notes.get(id)?.button.getBoundingClientRect()
    return box && { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  }

  #pin(id: number, { wants, reward, isGolden }: Order): Note {
    const parts = wants.map(({ good }) =>
      make('span', 'hv-want', picture(this.#pictures.url(good)), make('span', '')),
    )
    const fuse = make('i', 'hv-fuse')
    const pay = make('span', 'hv-pay', picture(this.#pictures.url('coin')), String(reward))
    const button = makeButton(
      `hv-note${isGolden ? ' is-golden' : ''}`,
      () => this.#clicked(id),
      make('span', 'hv-wants', ...parts),
      pay,
      fuse,
    )
    const asked = wants.map(({ good, count }) => amountOf(good, count)).join(' and ')
    button.setAttribute('aria-label', `Deliver ${asked} for ${reward} coins`)
    const note = { button, fuse, wants: parts, change: new Change() }
    this.#notes.set(id, note)
    this.element.append(button)
    return note
  }

  #mark({ button, wants: parts, change }: Note, { wants }: Order, own: Farmer | undefined): void {
    const held = wants.map(({ good }) => (own ? countOf(own, good) : 0))
    if (!change.to(held.join())) return
    const isThere = wants.map(({ count }, index) => (held[index] ?? 0) >= count)
    parts.forEach((part, index) => {
      part.classList.toggle('has', isThere[index] ?? false)
      const count = part.lastElementChild as HTMLElement
      count.replaceChildren(
        make('small', '', `${Math.min(held[index] ?? 0, 99)}/`),
        String(wants[index]?.count),
      )
    })
    button.classList.toggle('can', isThere.every(Boolean))
  }

  #clicked(id: number): void {
    const button = this.#notes.get(id)?.button
    this.#deliver(id).catch(() => button && shake(button))
  }
}
