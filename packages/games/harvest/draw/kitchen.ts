import {
  amountOf,
  countOf,
  type Farmer,
  goodFacts,
  hasAll,
  type Recipe,
  recipeFacts,
  recipes,
  ticks,
  wantsOf,
} from '../harvest.ts'
import { Change, make, makeButton, picture, shake } from './element.ts'
import type { Pictures } from './pictures.ts'

interface Row {
  readonly recipe: Recipe
  readonly button: HTMLButtonElement
  readonly parts: readonly HTMLImageElement[]
  readonly state: HTMLElement
  readonly bar: HTMLElement
}

interface KitchenDoings {
  cook(recipe: Recipe): Promise<void>
  learn(recipe: Recipe): Promise<void>
}

/** The recipes: a click cooks what is known, or learns what is not. */
export class Kitchen {
  readonly element = make('section', 'hv-sheet hv-kitchen')
  readonly #rows: readonly Row[]
  readonly #pictures: Pictures
  readonly #change = new Change()
  #own: Farmer | undefined

  constructor(pictures: Pictures, doings: KitchenDoings) {
    this.#pictures = pictures
    this.#rows = recipes.map((recipe) => {
      const parts = wantsOf(recipe).flatMap(({ good, count }) =>
        Array.from({ length: count }, () => picture(pictures.url(good))),
      )
      const state = make('em', '')
      const bar = make('i', '')
      const name = make('b', '', recipe[0]?.toUpperCase() + recipe.slice(1))
      const words = make('div', '', name, make('span', '', ...parts))
      const button = makeButton(
        'hv-recipe',
        () => clicked(),
        picture(pictures.url(recipe)),
        words,
        state,
        bar,
      )
      const clicked = () => {
        const isKnown = this.#own?.knows.includes(recipe)
        void (isKnown ? doings.cook(recipe) : doings.learn(recipe)).catch(() => shake(button))
      }
      return { recipe, button, parts, state, bar }
    })
    this.element.append(
      make('h2', '', make('span', '', 'Kitchen', make('small', '', 'tap to cook or learn'))),
      ...this.#rows.map(({ button }) => button),
    )
    this.element.setAttribute('aria-label', 'Kitchen')
  }

  show(own: Farmer, tick: number): void {
    this.#own = own
    const cooked = this.#rows.find(({ recipe }) => recipe === own.cooking)
    if (cooked) {
      const left = (own.cookedTick - tick) / ticks(recipeFacts[cooked.recipe].seconds)
      cooked.bar.style.transform = `scaleX(${Math.max(0, Math.min(1, 1 - left))})`
    }
    if (!this.#change.to(`${own.pantry} ${own.knows} ${own.cooking} ${own.coins}`)) return
    for (const row of this.#rows) this.#mark(row, own)
  }

  #mark({ recipe, button, parts, state, bar }: Row, own: Farmer): void {
    const { lesson } = recipeFacts[recipe]
    const isKnown = own.knows.includes(recipe)
    const wants = wantsOf(recipe)
    const canCook = isKnown && own.cooking === 'none' && hasAll(own, wants)
    button.classList.toggle('is-unknown', !isKnown)
    button.classList.toggle('can', canCook || (!isKnown && own.coins >= lesson))
    bar.hidden = own.cooking !== recipe
    state.replaceChildren(
      ...(isKnown
        ? [own.cooking === recipe ? 'cooking' : '']
        : [picture(this.#pictures.url('coin')), `${lesson}`]),
    )
    const has = wants.flatMap(({ good, count }) =>
      Array.from({ length: count }, (_, index) => countOf(own, good) > index),
    )
    parts.forEach((part, index) => void part.classList.toggle('has', has[index] ?? false))
    const needs = wantsOf(recipe).map(({ good, count }) => amountOf(good, count))
    const verb = isKnown ? 'Cook' : `Learn for ${lesson} coins:`
    button.setAttribute('aria-label', `${verb} ${goodFacts[recipe].name} of ${needs.join(' and ')}`)
    button.title = `${needs.join(' + ')}, ${recipeFacts[recipe].seconds} s`
  }
}
