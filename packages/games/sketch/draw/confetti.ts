import { penColours } from './palette.ts'

interface Scrap {
  x: number
  y: number
  velocityX: number
  velocityY: number
  turn: number
  leftMs: number
  readonly css: string
}

const lifeMs = 1_800
const scrapsMax = 240
const gravity = 620

/** For who has found the word. */
export class Confetti {
  readonly #scraps: Scrap[] = []

  burst(x: number, y: number, count: number): void {
    for (let index = 0; index < count && this.#scraps.length < scrapsMax; index++) {
      const angle = -Math.PI / 2 + (Math.random() - 0.5) * 2.2
      const push = 220 + Math.random() * 420
      this.#scraps.push({
        ...{ x, y, velocityX: Math.cos(angle) * push, velocityY: Math.sin(angle) * push },
        ...{ turn: Math.random() * 6, leftMs: lifeMs * (0.6 + Math.random() * 0.4) },
        css: penColours[2 + (index % 8)] ?? '#f2b705',
      })
    }
  }

  draw(context: CanvasRenderingContext2D, elapsedMs: number): void {
    const seconds = elapsedMs / 1000
    for (const scrap of this.#scraps) {
      scrap.leftMs -= elapsedMs
      scrap.velocityX *= 0.3 ** seconds
      scrap.velocityY = Math.min(170, scrap.velocityY + gravity * seconds)
      scrap.x += scrap.velocityX * seconds
      scrap.y += scrap.velocityY * seconds
      scrap.turn += seconds * 7
      context.save()
      context.globalAlpha = Math.max(0, Math.min(1, scrap.leftMs / 400))
      context.translate(scrap.x, scrap.y)
      context.rotate(scrap.turn * 0.4)
      context.scale(1, Math.cos(scrap.turn))
      context.fillStyle = scrap.css
      context.fillRect(-5, -4, 10, 8)
      context.restore()
    }
    for (let index = this.#scraps.length - 1; index >= 0; index--)
      if ((this.#scraps[index] as Scrap).leftMs <= 0) this.#scraps.splice(index, 1)
  }
}
