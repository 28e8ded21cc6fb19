import type { SketchPlayer, SketchWorld } from '../sketch.ts'
import { deskStyle } from './desk-style.ts'
import { penColours, penNames, penWidths } from './palette.ts'
import type { Sheet } from './table.ts'

/** A refusal, or a word of praise, stays this long. */
const saidMs = 2_500

interface DeskActions {
  choose(index: number): void
  guess(text: string): void
  undo(): void
  clear(): void
  pick(pen: { colour?: number; width?: number }): void
}

/** Who got how many points in this turn. */
export interface TurnPoints {
  readonly name: string
  readonly points: number
}

export interface Turn {
  readonly world: SketchWorld
  readonly own: SketchPlayer | undefined
  readonly isDrawer: boolean
  readonly drawerName: string
  readonly points: readonly TurnPoints[]
  readonly nowMs: number
}

/** What lies around the paper: the word, the pens, the field to guess in, and cards on it between turns. */
export class Desk {
  readonly element = document.createElement('div')
  readonly #hint = make('p', 'sketch-hint')
  readonly #tools = make('div', 'sketch-tools')
  readonly #choices = make('div', 'sketch-card sketch-choices')
  readonly #reveal = make('div', 'sketch-card sketch-reveal')
  readonly #guess = document.createElement('form')
  readonly #field = document.createElement('input')
  readonly #said = make('p', 'sketch-said')
  readonly #actions: DeskActions
  readonly #shown = new Map<HTMLElement, string>()
  #saidMs = Number.NEGATIVE_INFINITY

  constructor(actions: DeskActions) {
    this.#actions = actions
    this.element.className = 'sketch-desk'
    const sheet = document.createElement('style')
    sheet.textContent = deskStyle
    this.#hint.setAttribute('aria-live', 'polite')
    this.#said.setAttribute('role', 'status')
    this.#makeTools()
    this.#makeGuess()
    this.element.append(sheet, this.#hint, this.#tools, this.#reveal, this.#choices, this.#guess, this.#said)
  }

  /** Where the paper lies now. */
  place({ left, top, width, height }: Sheet): void {
    const { style } = this.element
    style.setProperty('--left', `${left}px`)
    style.setProperty('--width', `${width}px`)
    style.setProperty('--top', `${top}px`)
    style.setProperty('--bottom', `${top + height}px`)
  }

  show(turn: Turn): void {
    const { world, own, isDrawer, nowMs } = turn
    const canGuess = world.phase === 'drawing' && !isDrawer && own !== undefined && !own.hasFound
    this.#tools.hidden = !(isDrawer && world.phase === 'drawing')
    if (this.#guess.hidden === canGuess) {
      this.#guess.hidden = !canGuess
      // A finger's keyboard would hide the picture unasked.
      if (canGuess && matchMedia('(pointer: fine)').matches) this.#field.focus({ preventScroll: true })
    }
    this.#showHint(turn)
    this.#showChoices(turn)
    this.#showReveal(turn)
    this.#said.hidden = nowMs - this.#saidMs > saidMs
  }

  say(text: string): void {
    this.#said.textContent = text
    this.#saidMs = performance.now()
    if (this.#guess.hidden) return
    this.#guess.classList.remove('is-wrong')
    void this.#guess.offsetWidth
    this.#guess.classList.add('is-wrong')
  }

  press({ colour, width }: { colour: number; width: number }): void {
    for (const button of this.#tools.querySelectorAll<HTMLElement>('[data-colour]'))
      button.setAttribute('aria-pressed', String(button.dataset['colour'] === String(colour)))
    for (const button of this.#tools.querySelectorAll<HTMLElement>('[data-width]'))
      button.setAttribute('aria-pressed', String(button.dataset['width'] === String(width)))
  }

  #showHint({ world: { phase, hint }, own, isDrawer }: Turn): void {
    const isOwn = isDrawer && phase === 'drawing'
    const word = phase !== 'drawing' ? '' : isOwn ? (own?.word ?? '') : hint
    const letters = [...word].filter((letter) => letter !== ' ').length
    const note = isOwn ? 'draw this' : own?.hasFound ? 'you have found it' : `${letters} letters`
    if (!this.#isNew(this.#hint, word && `${word} ${note}`)) return
    const small = document.createElement('small')
    small.textContent = note
    const boxes = [...word].map((letter) => {
      const box = make('b', letter === ' ' ? 'is-blank' : letter === '_' ? '' : 'is-shown')
      box.textContent = letter === '_' ? '\u00a0' : letter
      return box
    })
    this.#hint.replaceChildren(...(word === '' ? [] : [...boxes, small]))
  }

  #showChoices({ world: { phase }, own, isDrawer, drawerName }: Turn): void {
    const words = isDrawer ? (own?.choices ?? []) : []
    const isShown = phase === 'choosing' && (!isDrawer || words.length > 0)
    this.#choices.hidden = !isShown
    if (!this.#isNew(this.#choices, isShown ? `${drawerName} ${words.join()}` : '') || !isShown) return
    const row = document.createElement('div')
    for (const [index, word] of words.entries())
      row.append(makeButton(word, '', () => this.#actions.choose(index)))
    if (isDrawer) this.#choices.replaceChildren('Your turn! What will you draw?', row)
    else this.#choices.replaceChildren(`${drawerName} chooses what to draw…`)
  }

  #showReveal({ world: { phase, hint }, points }: Turn): void {
    const isShown = phase === 'reveal' && hint !== '' && !hint.includes('_')
    this.#reveal.hidden = !isShown
    const told = points.map(({ name, points }) => `${name} ${points}`).join()
    if (!this.#isNew(this.#reveal, isShown ? `${hint} ${told}` : '') || !isShown) return
    const word = document.createElement('strong')
    word.textContent = hint
    const row = document.createElement('div')
    for (const { name, points: got } of points) {
      const line = document.createElement('span')
      const gain = document.createElement('b')
      gain.textContent = `+${got}`
      line.append(name, gain)
      row.append(line)
    }
    if (points.length === 0) row.textContent = 'Nobody found it'
    this.#reveal.replaceChildren(word, row)
  }

  #isNew(element: HTMLElement, text: string): boolean {
    if (this.#shown.get(element) === text) return false
    this.#shown.set(element, text)
    return true
  }

  #makeTools(): void {
    for (const [colour, css] of penColours.entries()) {
      const button = makeButton('', '', () => this.#actions.pick({ colour }))
      button.style.background = css
      button.dataset['colour'] = String(colour)
      button.title = penNames[colour] ?? ''
      button.setAttribute('aria-label', penNames[colour] ?? '')
      this.#tools.append(button)
    }
    for (const [width, units] of penWidths.entries()) {
      const button = makeButton('', 'pen', () => this.#actions.pick({ width }))
      const dot = document.createElement('i')
      dot.style.cssText = `width:${4 + units / 2.6}px;height:${4 + units / 2.6}px`
      button.dataset['width'] = String(width)
      button.setAttribute('aria-label', `pen ${width + 1}`)
      button.append(dot)
      this.#tools.append(button)
    }
    this.#tools.append(
      makeButton('Undo', 'word', () => this.#actions.undo()),
      makeButton('Clear', 'word', () => this.#actions.clear()),
    )
  }

  #makeGuess(): void {
    this.#guess.className = 'sketch-guess'
    this.#guess.hidden = true
    this.#field.maxLength = 40
    this.#field.placeholder = 'What is it?'
    this.#field.setAttribute('aria-label', 'Your guess')
    this.#field.autocomplete = 'off'
    this.#field.enterKeyHint = 'send'
    const button = document.createElement('button')
    button.textContent = 'Guess'
    this.#guess.append(this.#field, button)
    this.#guess.addEventListener('submit', (event) => {
      event.preventDefault()
      const text = this.#field.value.trim()
      this.#field.value = ''
      if (text !== '') this.#actions.guess(text)
    })
  }
}

function make(tag: string, className: string): HTMLElement {
  const element = document.createElement(tag)
  element.className = className
  return element
}

function makeButton(text: string, className: string, pressed: () => void): HTMLButtonElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = className
  button.textContent = text
  button.addEventListener('click', pressed)
  return button
}
