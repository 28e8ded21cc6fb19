import { attacks, type DuelInput, type Fighter } from '../duel.ts'

const style = `
.duel-pad { position:absolute; inset:0; z-index:1; pointer-events:none; touch-action:none; user-select:none;
  -webkit-user-select:none }
.duel-pad[hidden] { display:none }
.duel-stick { position:absolute; left:0; bottom:0; width:46%; height:56%; pointer-events:auto; touch-action:none }
.duel-stick i { position:absolute; left:calc(76px + env(safe-area-inset-left)); bottom:76px; width:124px; height:124px;
  margin:0 0 -62px -62px; border-radius:50%; border:2px solid #ffffff66; background:#1a0c2a66 }
.duel-stick b { position:absolute; left:50%; top:50%; width:56px; height:56px; margin:-28px 0 0 -28px; border-radius:50%;
  background:#fff3dcd9; box-shadow:0 2px 10px #0008 }
.duel-pad button { position:absolute; pointer-events:auto; touch-action:none; border-radius:50%; width:70px; height:70px;
  padding:0; border:2px solid #ffffff8c; color:#fff; font-weight:800; font-size:.8rem; text-shadow:0 1px 3px #000;
  right:calc(var(--x) + env(safe-area-inset-right)); bottom:calc(var(--y) + env(safe-area-inset-bottom)) }
.duel-pad button.small { width:54px; height:54px; font-size:.68rem }
.duel-pad button.is-dear { opacity:.45 }
.duel-pad button.is-held { background:#fff3dcd9 !important; color:#1a0c2a; text-shadow:none }
`

/** Of the stick's throw, in CSS pixels, and what of it counts as a direction. */
const throwPixels = 46
const restShare = 0.38

type Button = 'light' | 'heavy' | 'special' | 'throw' | 'dash'

/** Places from the lower right corner, in CSS pixels. */
const buttons: Readonly<Record<Button, { x: number; y: number; css: string }>> = {
  light: { x: 102, y: 24, css: '#3f86f2b3' },
  heavy: { x: 20, y: 58, css: '#e8483fb3' },
  special: { x: 96, y: 108, css: '#e0a21fb3' },
  throw: { x: 24, y: 142, css: '#7a4fd0b3' },
  dash: { x: 184, y: 40, css: '#2a9d8fb3' },
}

/** Stick and buttons for thumbs: there as soon as the screen is touched. */
export class TouchPad {
  readonly element = document.createElement('div')
  readonly #buttons: Readonly<Record<Button, HTMLButtonElement>>
  readonly #held = new Set<Button>()
  /** Let go before it was asked for: counts all the same. */
  readonly #tapped = new Set<Button>()
  readonly #stop = new AbortController()
  #stick = { x: 0, y: 0 }
  /** Directions still to be tapped, which make a dash. */
  #taps: number[] = []

  constructor(host: HTMLElement) {
    this.element.className = 'duel-pad'
    this.element.hidden = !matchMedia('(pointer: coarse)').matches
    const sheet = document.createElement('style')
    sheet.textContent = style
    this.element.append(sheet, this.#makeStick())
    this.#buttons = {
      light: this.#makeButton('light'),
      heavy: this.#makeButton('heavy'),
      special: this.#makeButton('special'),
      throw: this.#makeButton('throw'),
      dash: this.#makeButton('dash'),
    }
    this.element.append(...Object.values(this.#buttons))
    host.append(this.element)
    addEventListener('pointerdown', ({ pointerType }) => this.#show(pointerType === 'touch'), {
      ...{ signal: this.#stop.signal, capture: true },
    })
    // A finger beside the buttons is no punch.
    host.addEventListener('pointerdown', (event) => event.pointerType === 'touch' && event.preventDefault(), {
      ...{ signal: this.#stop.signal, capture: true },
    })
  }

  get isShown(): boolean {
    return !this.element.hidden
  }

  /** What the thumbs want in this tick. The own fighter tells which way a dash goes when the stick is at rest. */
  sample(fighter: Fighter | undefined): DuelInput {
    const facesRight = fighter?.facesRight ?? true
    if (fighter) this.#print(fighter)
    const asked = new Set([...this.#held, ...this.#tapped])
    if (this.#tapped.has('dash')) {
      const way = directionOf(this.#stick.x) || (facesRight ? 1 : -1)
      this.#taps = [0, way, 0, way]
    }
    this.#tapped.clear()
    return {
      moveX: this.#taps.shift() ?? directionOf(this.#stick.x),
      moveY: -directionOf(this.#stick.y) || 0,
      light: asked.has('light') || asked.has('throw'),
      heavy: asked.has('heavy') || asked.has('throw'),
      special: asked.has('special'),
    }
  }

  destroy(): void {
    this.#stop.abort()
    this.element.remove()
  }

  /** Each button says what it would do now, and is pale while the meter does not pay for it. */
  #print({ facesRight, y, meter }: Fighter): void {
    const isLow = directionOf(this.#stick.y) > 0
    const isForward = directionOf(this.#stick.x) === (facesRight ? 1 : -1)
    const special = isForward ? 'lunge' : 'bolt'
    const texts: Record<Button, string> = {
      light: y > 0 ? 'Dive' : isLow ? 'Upper' : 'Jab',
      heavy: y > 0 ? 'Dive' : isLow ? 'Sweep' : 'Kick',
      special: isForward ? 'Lunge' : 'Bolt',
      throw: 'Throw',
      dash: 'Dash',
    }
    for (const [name, text] of Object.entries(texts) as [Button, string][]) {
      const button = this.#buttons[name]
      if (button.textContent !== text) button.textContent = text
    }
    this.#buttons.special.classList.toggle('is-dear', meter < (attacks[special]?.meterCost ?? 0))
  }

  #show(isTouched: boolean): void {
    if (this.isShown === isTouched) return
    this.element.hidden = !isTouched
    this.#held.clear()
    this.#stick = { x: 0, y: 0 }
  }

  #makeButton(name: Button): HTMLButtonElement {
    const { x, y, css } = buttons[name]
    const button = document.createElement('button')
    button.type = 'button'
    button.tabIndex = -1
    button.className = name === 'throw' || name === 'dash' ? 'small' : ''
    button.style.cssText = `--x:${x}px; --y:${y}px; background:${css}`
    button.addEventListener('pointerdown', (event) => {
      event.preventDefault()
      button.setPointerCapture(event.pointerId)
      button.classList.add('is-held')
      this.#held.add(name)
      this.#tapped.add(name)
    })
    const letGo = () => {
      button.classList.remove('is-held')
      this.#held.delete(name)
    }
    button.addEventListener('pointerup', letGo)
    button.addEventListener('pointercancel', letGo)
    return button
  }

  /** Its middle is where the thumb comes down. */
  #makeStick(): HTMLElement {
    const zone = document.createElement('div')
    const base = document.createElement('i')
    const knob = document.createElement('b')
    zone.className = 'duel-stick'
    base.append(knob)
    zone.append(base)
    let grip: { id: number; x: number; y: number } | undefined
    const push = (x: number, y: number) => {
      this.#stick = { x, y }
      knob.style.transform = `translate(${x * throwPixels}px, ${y * throwPixels}px)`
    }
    zone.addEventListener('pointerdown', (event) => {
      event.preventDefault()
      if (grip) return
      zone.setPointerCapture(event.pointerId)
      const { left, bottom } = zone.getBoundingClientRect()
      grip = { id: event.pointerId, x: event.clientX, y: event.clientY }
      base.style.left = `${event.clientX - left}px`
      base.style.bottom = `${bottom - event.clientY}px`
    })
    zone.addEventListener('pointermove', (event) => {
      if (grip?.id !== event.pointerId) return
      const [x, y] = [(event.clientX - grip.x) / throwPixels, (event.clientY - grip.y) / throwPixels]
      const length = Math.max(1, Math.hypot(x, y))
      push(x / length, y / length)
    })
    const letGo = (event: PointerEvent) => {
      if (grip?.id !== event.pointerId) return
      grip = undefined
      base.removeAttribute('style')
      push(0, 0)
    }
    zone.addEventListener('pointerup', letGo)
    zone.addEventListener('pointercancel', letGo)
    return zone
  }
}

function directionOf(share: number): -1 | 0 | 1 {
  return share > restShare ? 1 : share < -restShare ? -1 : 0
}
