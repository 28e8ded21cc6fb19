import type { Controls } from '@gameserver/games/drawing.ts'

const keysOfMove: Readonly<Record<string, readonly [x: number, y: number]>> = {
  KeyW: [0, -1],
  ArrowUp: [0, -1],
  KeyS: [0, 1],
  ArrowDown: [0, 1],
  KeyA: [-1, 0],
  ArrowLeft: [-1, 0],
  KeyD: [1, 0],
  ArrowRight: [1, 0],
}
const keysOfDash = new Set(['Space', 'ShiftLeft', 'ShiftRight'])
const mainButton = 0
const secondButton = 2

/** What a stick or button on the screen says; the touch controls write it. */
export interface TouchState {
  move: { x: number; y: number } | undefined
  aim: { x: number; y: number } | undefined
  dash: boolean
}

interface HandsOptions {
  /** A finger is a pointer, like the mouse. */
  touchPoints: boolean
}

/** Keyboard, mouse and touch, read as one pair of hands. */
export class Hands {
  readonly touch: TouchState = { move: undefined, aim: undefined, dash: false }
  readonly #host: HTMLElement
  readonly #stop = new AbortController()
  readonly #held = new Set<string>()
  readonly #touchPoints: boolean
  #pointer: { x: number; y: number } | undefined
  #isDown = false
  #fires = false
  #dashes = false
  /** A key, or the pointer, that is pressed and let go between two ticks counts all the same. */
  #tapped = new Set<string>()
  #clicked = false

  constructor(host: HTMLElement, { touchPoints }: HandsOptions) {
    this.#host = host
    this.#touchPoints = touchPoints
    const { signal } = this.#stop
    addEventListener('keydown', (event) => this.#keyDown(event), { signal })
    addEventListener('keyup', ({ code }) => this.#held.delete(code), { signal })
    addEventListener('blur', () => this.release(), { signal })
    host.addEventListener('pointermove', (event) => this.#point(event), { signal })
    host.addEventListener('pointerdown', (event) => this.#pressed(event), { signal })
    addEventListener('pointerup', (event) => this.#released(event), { signal })
    addEventListener('pointercancel', (event) => this.#released(event), { signal })
    host.addEventListener('contextmenu', (event) => !isControl(event.target) && event.preventDefault(), {
      signal,
    })
  }

  sample(): Controls {
    let moveX = this.touch.move?.x ?? 0
    let moveY = this.touch.move?.y ?? 0
    const keys = new Set([...this.#held, ...this.#tapped])
    for (const code of keys) {
      const move = keysOfMove[code]
      if (move) {
        moveX += move[0]
        moveY += move[1]
      }
    }
    const dashKey = [...keys].some((code) => keysOfDash.has(code))
    const pointer = this.#pointer && { ...this.#pointer, isDown: this.#isDown || this.#clicked }
    this.#tapped.clear()
    this.#clicked = false
    const length = Math.max(1, Math.hypot(moveX, moveY))
    const stick = this.touch.aim ?? (this.#pointer ? undefined : { x: 0, y: 0 })
    return {
      moveX: moveX / length,
      moveY: moveY / length,
      aim: stick
        ? { kind: 'stick', ...stick }
        : this.#pointer && { kind: 'pointer', x: this.#pointer.x, y: this.#pointer.y },
      fire: this.#fires,
      dash: dashKey || this.#dashes || this.touch.dash,
      keys,
      pointer,
    }
  }

  /** Lets go of everything: the window lost the keyboard, or a dialog took it. */
  release(): void {
    this.#held.clear()
    this.#tapped.clear()
    this.#clicked = false
    this.#isDown = false
    this.#fires = false
    this.#dashes = false
  }

  close(): void {
    this.#stop.abort()
  }

  #keyDown(event: KeyboardEvent): void {
    if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return
    if (isControl(event.target) && this.#host.contains(event.target as Node)) return
    // Arrows and space would scroll the page or press a focused button.
    if (event.code in keysOfMove || keysOfDash.has(event.code)) event.preventDefault()
    this.#held.add(event.code)
    this.#tapped.add(event.code)
  }

  #point(event: PointerEvent): void {
    if (event.pointerType === 'touch' && !this.#touchPoints) return
    const { left, top } = this.#host.getBoundingClientRect()
    this.#pointer = { x: event.clientX - left, y: event.clientY - top }
  }

  #pressed(event: PointerEvent): void {
    if (event.pointerType === 'touch' && !this.#touchPoints) {
      this.#pointer = undefined
      return
    }
    this.#point(event)
    if (isControl(event.target) || event.defaultPrevented) return
    if (event.button === mainButton) {
      this.#isDown = true
      this.#clicked = true
      this.#fires = true
    }
    if (event.button === secondButton) this.#dashes = true
  }

  #released(event: PointerEvent): void {
    if (event.button === mainButton) {
      this.#isDown = false
      this.#fires = false
    }
    if (event.button === secondButton) this.#dashes = false
  }
}

export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]')
}

/** What a drawing put into the host to be operated by itself. */
function isControl(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('button, a, input, textarea, select, label, [contenteditable]') !== null
  )
}
