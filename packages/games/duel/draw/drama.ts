/** How long each takes to pass, in milliseconds. */
const shakeMs = 220
const punchMs = 260
const flashMs = 150
const linesMs = 620

/** What the picture as a whole does when something heavy happens. Nothing at all for who wants it calm. */
export class Drama {
  isCalm = false
  #shake = { untilMs: 0, size: 0 }
  #punch = { untilMs: 0, size: 0 }
  #flashUntilMs = 0
  #linesUntilMs = 0

  /** `weight`: 0 to 1. */
  blow(weight: number, nowMs: number): void {
    if (this.isCalm) return
    this.#shake = { untilMs: nowMs + shakeMs, size: 9 * weight }
    this.#punch = { untilMs: nowMs + punchMs, size: 0.05 * weight }
  }

  knockOut(nowMs: number): void {
    if (this.isCalm) return
    this.#shake = { untilMs: nowMs + shakeMs * 2.4, size: 12 }
    this.#punch = { untilMs: nowMs + punchMs * 3, size: 0.13 }
    this.#flashUntilMs = nowMs + flashMs
    this.#linesUntilMs = nowMs + linesMs
  }

  /** How much nearer all is, 1 being as usual. */
  zoomAt(nowMs: number): number {
    return 1 + this.#punch.size * left(this.#punch.untilMs, punchMs, nowMs)
  }

  shiftAt(nowMs: number): readonly [x: number, y: number] {
    const size = this.#shake.size * left(this.#shake.untilMs, shakeMs, nowMs)
    return [(Math.random() - 0.5) * 2 * size, (Math.random() - 0.5) * 2 * size]
  }

  /** Lines that run towards the middle of a knock-out, behind the fighters. */
  drawLines(context: CanvasRenderingContext2D, width: number, height: number, nowMs: number): void {
    const share = left(this.#linesUntilMs, linesMs, nowMs)
    if (share === 0) return
    const [x, y] = [width / 2, height * 0.6]
    const far = Math.hypot(width, height)
    context.fillStyle = `rgba(12, 4, 24, ${0.5 * share})`
    context.fillRect(0, 0, width, height)
    context.fillStyle = `rgba(255, 240, 220, ${0.5 * share})`
    context.beginPath()
    for (let line = 0; line < 44; line++) {
      const angle = (line / 44) * 2 * Math.PI + Math.sin(line * 12.9) * 0.06
      const breadth = 0.006 + 0.012 * Math.abs(Math.sin(line * 7.3))
      const near =
        Math.min(width, height) * (0.34 + 0.16 * Math.abs(Math.sin(line * 3.7)) + 0.3 * (1 - share))
      context.moveTo(x + Math.cos(angle) * near, y + Math.sin(angle) * near)
      context.lineTo(x + Math.cos(angle - breadth) * far, y + Math.sin(angle - breadth) * far)
      context.lineTo(x + Math.cos(angle + breadth) * far, y + Math.sin(angle + breadth) * far)
    }
    context.fill()
  }

  drawFlash(context: CanvasRenderingContext2D, width: number, height: number, nowMs: number): void {
    const share = left(this.#flashUntilMs, flashMs, nowMs)
    if (share === 0) return
    context.fillStyle = `rgba(255, 250, 240, ${share * 0.75})`
    context.fillRect(0, 0, width, height)
  }
}

function left(untilMs: number, wholeMs: number, nowMs: number): number {
  return Math.max(0, Math.min(1, (untilMs - nowMs) / wholeMs))
}
