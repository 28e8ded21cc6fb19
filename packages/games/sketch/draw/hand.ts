import { paperHeight, paperWidth } from '../sketch.ts'
import type { Paper } from './paper.ts'
import type { Pencil } from './pencil.ts'

/** Mouse, pen or finger on the paper. Reads each place it came by, not only those at which a picture was drawn. */
export class Hand {
  readonly #paper: Paper
  readonly #pencil: Pencil
  readonly #stop = new AbortController()
  #pointer: number | undefined
  /** Out of the way until it moves. */
  #at = { x: paperWidth * 0.9, y: paperHeight * 0.94 }
  mayDraw = false

  constructor(paper: Paper, pencil: Pencil) {
    this.#paper = paper
    this.#pencil = pencil
    const { signal } = this.#stop
    const { canvas } = paper
    canvas.addEventListener('pointerdown', (event) => this.#press(event), { signal })
    canvas.addEventListener('pointermove', (event) => this.#move(event), { signal })
    for (const name of ['pointerup', 'pointercancel'] as const)
      canvas.addEventListener(name, (event) => this.#lift(event), { signal })
  }

  get at(): { x: number; y: number } {
    return this.#at
  }

  get isDown(): boolean {
    return this.#pointer !== undefined
  }

  /** To be called with each picture: a line at rest is sent as well. */
  update(nowMs: number): void {
    if (!this.mayDraw) this.#pointer = undefined
    this.#pencil.move(this.isDown ? this.#at : undefined, nowMs)
  }

  close(): void {
    this.#stop.abort()
  }

  #press(event: PointerEvent): void {
    const [x, y] = this.#onCanvas(event)
    if (!this.mayDraw || this.isDown || event.button !== 0 || !this.#paper.isOn(x, y)) return
    // Who draws has finished typing.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
    this.#paper.canvas.setPointerCapture(event.pointerId)
    this.#pointer = event.pointerId
    this.#add(event)
  }

  #move(event: PointerEvent): void {
    if (this.#pointer === undefined) this.#at = this.#paper.at(...this.#onCanvas(event))
    if (this.#pointer !== event.pointerId) return
    const passed = event.getCoalescedEvents?.() ?? []
    for (const each of passed.length > 0 ? passed : [event]) this.#add(each)
  }

  #lift(event: PointerEvent): void {
    if (this.#pointer !== event.pointerId) return
    this.#add(event)
    this.#pointer = undefined
    this.#pencil.move(undefined, performance.now())
  }

  #add(event: PointerEvent): void {
    this.#at = this.#paper.at(...this.#onCanvas(event))
    this.#pencil.move(this.#at, performance.now())
  }

  #onCanvas({ clientX, clientY }: PointerEvent): [x: number, y: number] {
    const { left, top } = this.#paper.canvas.getBoundingClientRect()
    return [clientX - left, clientY - top]
  }
}
