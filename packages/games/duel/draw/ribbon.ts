import type { Point } from './poses.ts'

const gravity = 700
/** Of its speed, what a knot keeps after a second. */
const keptPerSecond = 0.02
const rounds = 3
/** Farther than this within one picture is no movement but another round's beginning. */
const leapUnits = 160

interface Knot {
  x: number
  y: number
  beforeX: number
  beforeY: number
}

/** A band that is tied at one end and trails behind. Positions are kept, not speeds: Verlet's way, 1967. */
export class Ribbon {
  readonly #knots: Knot[]
  readonly #linkUnits: number

  constructor(links: number, linkUnits: number) {
    this.#knots = Array.from({ length: links + 1 }, () => ({ x: 0, y: 0, beforeX: 0, beforeY: 0 }))
    this.#linkUnits = linkUnits
  }

  /** In units of the stage, y up; `wind` in units per second². */
  follow([x, y]: Point, wind: number, seconds: number): void {
    const [tied] = this.#knots as [Knot]
    if (Math.hypot(tied.x - x, tied.y - y) > leapUnits) this.#hangFrom(x, y)
    const kept = keptPerSecond ** seconds
    for (const knot of this.#knots) {
      const [velocityX, velocityY] = [(knot.x - knot.beforeX) * kept, (knot.y - knot.beforeY) * kept]
      knot.beforeX = knot.x
      knot.beforeY = knot.y
      knot.x += velocityX + wind * seconds * seconds
      knot.y = Math.max(2, knot.y + velocityY - gravity * seconds * seconds)
    }
    for (let round = 0; round < rounds; round++) {
      tied.x = x
      tied.y = y
      for (let index = 1; index < this.#knots.length; index++) this.#pull(index)
    }
  }

  draw(context: CanvasRenderingContext2D, width: number, css: string, outline: string): void {
    context.lineCap = 'round'
    context.lineJoin = 'round'
    context.beginPath()
    for (const [index, { x, y }] of this.#knots.entries()) {
      const next = this.#knots[index + 1]
      if (index === 0) context.moveTo(x, -y)
      else if (next) context.quadraticCurveTo(x, -y, (x + next.x) / 2, -(y + next.y) / 2)
      else context.lineTo(x, -y)
    }
    context.strokeStyle = outline
    context.lineWidth = width + 3
    context.stroke()
    context.strokeStyle = css
    context.lineWidth = width
    context.stroke()
  }

  #pull(index: number): void {
    const knot = this.#knots[index] as Knot
    const { x, y } = this.#knots[index - 1] as Knot
    const [awayX, awayY] = [knot.x - x, knot.y - y]
    const share = this.#linkUnits / (Math.hypot(awayX, awayY) || 1)
    knot.x = x + awayX * share
    knot.y = y + awayY * share
  }

  #hangFrom(x: number, y: number): void {
    for (const [index, knot] of this.#knots.entries()) {
      knot.x = knot.beforeX = x
      knot.y = knot.beforeY = y - index * this.#linkUnits
    }
  }
}
