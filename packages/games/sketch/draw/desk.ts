import type { SketchPlayer, SketchWorld } from '../sketch.ts'
import { penColours, penNames, penWidths } from './palette.ts'

const style = `
.sketch-desk { position:absolute; inset:0; pointer-events:none; font-size:1rem }
.sketch-desk > * { position:absolute; left:50%; transform:translateX(-50%); pointer-events:auto }
.sketch-hint { top:74px; font-size:1.7rem; font-weight:700; letter-spacing:.34em; color:#fff; white-space:pre;
  text-shadow:0 2px 8px #000a; pointer-events:none }
.sketch-hint small { letter-spacing:0; font-size:.9rem; color:#c8cdf0; font-weight:400; margin-left:.8em }
.sketch-tools { bottom:20px; width:max-content; display:flex; gap:6px; align-items:center; flex-wrap:wrap; justify-content:center;
  background:#1a1b3fd9; padding:8px 12px; border-radius:14px; max-width:96% }
.sketch-tools button { width:30px; height:30px; border-radius:50%; border:2px solid #ffffff30; cursor:pointer; padding:0 }
.sketch-tools button[aria-pressed=true] { border-color:#fff; box-shadow:0 0 0 3px #7f8cff }
.sketch-tools .pen { background:#fffdf6; display:grid; place-items:center }
.sketch-tools .pen i { display:block; background:#1d1b26; border-radius:50% }
.sketch-tools .word { width:auto; border-radius:10px; padding:0 12px; background:#3b3f86; color:#fff }
.sketch-guess { bottom:24px; display:flex; gap:8px }
.sketch-guess input { width:min(380px,60vw); padding:10px 16px; border-radius:12px; border:2px solid #7f8cff;
  background:#fffdf6; color:#1d1b26; font-size:1.1rem }
.sketch-guess button, .sketch-choices button { padding:10px 18px; border-radius:12px; border:0; background:#ffb938;
  color:#2a1c00; font-weight:700; cursor:pointer }
.sketch-choices { top:42%; display:flex; flex-direction:column; gap:14px; align-items:center; background:#1a1b3ff2;
  padding:26px 34px; border-radius:20px; color:#fff }
.sketch-choices div { display:flex; gap:12px; flex-wrap:wrap; justify-content:center }
.sketch-choices button { font-size:1.25rem }
.sketch-said { bottom:84px; color:#ffd9a0; min-height:1.4em; text-shadow:0 1px 4px #000; pointer-events:none }
.sketch-desk [hidden] { display:none }
`

interface DeskActions {
  choose(index: number): void
  guess(text: string): void
  undo(): void
  clear(): void
  pick(pen: { colour?: number; width?: number }): void
}

/** What lies around the paper: the word, the pens, the field to guess in. */
export class Desk {
  readonly element = document.createElement('div')
  readonly #hint = make('p', 'sketch-hint')
  readonly #tools = make('div', 'sketch-tools')
  readonly #choices = make('div', 'sketch-choices')
  readonly #guess = document.createElement('form')
  readonly #field = document.createElement('input')
  readonly #said = make('p', 'sketch-said')
  readonly #actions: DeskActions
  #offered = ''
  #saidMs = 0

  constructor(actions: DeskActions) {
    this.#actions = actions
    this.element.className = 'sketch-desk'
    const sheet = document.createElement('style')
    sheet.textContent = style
    this.#hint.setAttribute('aria-live', 'polite')
    this.#said.setAttribute('role', 'status')
    this.#makeTools()
    this.#makeGuess()
    this.element.append(sheet, this.#hint, this.#tools, this.#choices, this.#guess, this.#said)
  }

  show(world: SketchWorld, own: SketchPlayer | undefined, isDrawer: boolean, nowMs: number): void {
    const canGuess = world.phase === 'drawing' && !isDrawer && own !== undefined && !own.hasFound
    this.#tools.hidden = !(isDrawer && world.phase === 'drawing')
    if (this.#guess.hidden === canGuess) {
      this.#guess.hidden = !canGuess
      if (canGuess) this.#field.focus({ preventScroll: true })
    }
    this.#showHint(world, own, isDrawer)
    this.#offer(isDrawer && world.phase === 'choosing' ? (own?.choices ?? []) : [])
    if (nowMs - this.#saidMs > 2_500) this.#said.textContent = ''
  }

  say(text: string): void {
    this.#said.textContent = text
    this.#saidMs = performance.now()
  }

  press({ colour, width }: { colour: number; width: number }): void {
    for (const button of this.#tools.querySelectorAll<HTMLElement>('[data-colour]'))
      button.setAttribute('aria-pressed', String(button.dataset['colour'] === String(colour)))
    for (const button of this.#tools.querySelectorAll<HTMLElement>('[data-width]'))
      button.setAttribute('aria-pressed', String(button.dataset['width'] === String(width)))
  }

  #showHint({ phase, hint }: SketchWorld, own: SketchPlayer | undefined, isDrawer: boolean): void {
    const word = isDrawer && phase === 'drawing' ? (own?.word ?? '') : hint
    const note =
      phase === 'reveal' ? 'it was' : isDrawer && phase === 'drawing' ? 'draw this' : `${hint.length} letters`
    const text = phase === 'drawing' || phase === 'reveal' ? word : ''
    if (this.#hint.dataset['text'] === text + note) return
    this.#hint.dataset['text'] = text + note
    this.#hint.textContent = text
    if (text === '') return
    const small = document.createElement('small')
    small.textContent = note
    this.#hint.append(small)
  }

  #offer(words: readonly string[]): void {
    this.#choices.hidden = words.length === 0
    if (this.#offered === words.join()) return
    this.#offered = words.join()
    const row = document.createElement('div')
    for (const [index, word] of words.entries())
      row.append(makeButton(word, '', () => this.#actions.choose(index)))
    this.#choices.replaceChildren('What will you draw?', row)
  }

  #makeTools(): void {
    for (const [colour, css] of penColours.entries()) {
      const button = makeButton('', '', () => this.#actions.pick({ colour }))
      button.style.background = css
      button.dataset['colour'] = String(colour)
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
