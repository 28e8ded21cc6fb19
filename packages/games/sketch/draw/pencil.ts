import { pointsPerStroke, type Stroke } from '../sketch.ts'

/** A piece leaves at the latest after this long, so that the others see the line grow. */
const pieceMsMax = 140
/** Points nearer than this add nothing that could be seen, in units. */
const spacing = 3
/** What was sent is shown by the own hand until the world shows it. */
const lingerMs = 500

interface Piece {
  readonly stroke: Stroke
  goneMs: number
}

/** The own hand while it draws: gathers points, and sends them piece by piece. */
export class Pencil {
  colour = 0
  width = 1
  readonly #send: (stroke: Stroke) => Promise<void>
  readonly #sent: Piece[] = []
  #points: { x: number; y: number }[] = []
  #isContinued = false
  #beganMs = 0

  constructor(send: (stroke: Stroke) => Promise<void>) {
    this.#send = send
  }

  /** What the world doesn't show yet. */
  ownStrokes(nowMs: number): Stroke[] {
    const shown = this.#sent.filter(({ goneMs }) => nowMs < goneMs).map(({ stroke }) => stroke)
    return this.#points.length > 0 ? [...shown, this.#piece()] : shown
  }

  /** Where it is on the paper, if it is. */
  move(at: { x: number; y: number } | undefined, nowMs: number): void {
    const last = this.#points.at(-1)
    if (!at) {
      if (last) this.#post(nowMs)
      this.#points = []
      this.#isContinued = false
      return
    }
    const point = { x: Math.round(at.x), y: Math.round(at.y) }
    if (!last) this.#beganMs = nowMs
    if (!last || Math.hypot(point.x - last.x, point.y - last.y) >= spacing) this.#points.push(point)
    const isDue = nowMs - this.#beganMs > pieceMsMax && this.#points.length > 1
    if (this.#points.length < pointsPerStroke && !isDue) return
    this.#post(nowMs)
    this.#points = [point]
    this.#isContinued = true
    this.#beganMs = nowMs
  }

  forget(): void {
    this.#sent.length = 0
    this.#points = []
    this.#isContinued = false
  }

  #post(nowMs: number): void {
    // The first point of a piece that goes on was the last one's end.
    if (this.#isContinued && this.#points.length < 2) return
    const piece: Piece = { stroke: this.#piece(), goneMs: nowMs + 10_000 }
    this.#sent.push(piece)
    if (this.#sent.length > 64) this.#sent.shift()
    this.#send(piece.stroke).then(
      () => {
        piece.goneMs = performance.now() + lingerMs
      },
      () => {
        piece.goneMs = 0
      },
    )
  }

  #piece(): Stroke {
    return {
      colour: this.colour,
      width: this.width,
      isContinued: this.#isContinued,
      points: [...this.#points],
    }
  }
}
