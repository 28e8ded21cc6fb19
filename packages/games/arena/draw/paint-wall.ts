import type { Painter } from './atlas.ts'
import { cssColour } from './palette.ts'
import { polygon, white } from './pen.ts'

/** Two corners of 64 pixels and little between them: what a nine-slice shrinks would be sampled from a blurred mipmap. */
export const wallTopPixels = 132

/**
 * Nine-slice of 64-pixel corners, of which the outer 32 are the light beyond the edge: a slab with a bevel lit from the
 * upper left, and a line of light around it.
 */
export function wallTop(colour: number): Painter {
  return (pen, size) => {
    const margin = 32
    const inner = size - 2 * margin
    pen.strokeStyle = cssColour(colour)
    pen.shadowColor = cssColour(colour)
    pen.lineWidth = 3
    for (const [blur, alpha] of [
      [30, 0.5],
      [14, 0.7],
    ] as const) {
      pen.globalAlpha = alpha
      pen.shadowBlur = blur
      pen.strokeRect(margin + 2, margin + 2, inner - 4, inner - 4)
    }
    pen.globalAlpha = 1
    pen.shadowBlur = 0
    paintSlab(pen, margin, margin, inner)
    pen.strokeStyle = cssColour(colour)
    pen.lineWidth = 2.4
    pen.shadowBlur = 7
    pen.strokeRect(margin + 2, margin + 2, inner - 4, inner - 4)
    pen.strokeStyle = white(0.75)
    pen.shadowBlur = 3
    pen.lineWidth = 1.1
    pen.strokeRect(margin + 2, margin + 2, inner - 4, inner - 4)
  }
}

function paintSlab(pen: CanvasRenderingContext2D, left: number, top: number, size: number): void {
  const right = left + size
  const bottom = top + size
  const bevel = 13
  pen.fillStyle = '#222a5c'
  pen.fillRect(left, top, size, size)
  const faces = [
    ['#6577c6', [left, top, right, top, right - bevel, top + bevel, left + bevel, top + bevel]],
    ['#47559c', [left, top, left + bevel, top + bevel, left + bevel, bottom - bevel, left, bottom]],
    ['#161b40', [right, top, right, bottom, right - bevel, bottom - bevel, right - bevel, top + bevel]],
    ['#0c1029', [left, bottom, left + bevel, bottom - bevel, right - bevel, bottom - bevel, right, bottom]],
  ] as const
  for (const [colour, [ax, ay, bx, by, cx, cy, dx, dy]] of faces) {
    pen.fillStyle = colour
    polygon(pen, [
      [ax, ay],
      [bx, by],
      [cx, cy],
      [dx, dy],
    ])
    pen.fill()
  }
  pen.strokeStyle = 'rgba(170,190,255,0.3)'
  pen.lineWidth = 1
  pen.strokeRect(left + bevel + 3.5, top + bevel + 3.5, size - 2 * bevel - 7, size - 2 * bevel - 7)
}

/** Four columns, one for each direction a side looks; the top row meets the slab, the bottom row the floor. */
export const wallSide: Painter = (pen, width, height) => {
  const columns = ['#3d4a8a', '#262f61', '#141a3a', '#1d2450']
  columns.forEach((colour, i) => {
    pen.fillStyle = colour
    pen.fillRect((i * width) / 4, 0, width / 4, height)
  })
  const down = pen.createLinearGradient(0, 0, 0, height)
  down.addColorStop(0, 'rgba(120,150,255,0.30)')
  down.addColorStop(0.25, 'rgba(0,0,0,0)')
  down.addColorStop(1, 'rgba(3,4,14,0.8)')
  pen.fillStyle = down
  pen.fillRect(0, 0, width, height)
}

/** What lies below and beyond: lights of a far city, seen through the floor and past the rim. */
export const abyss: Painter = (pen, size) => {
  pen.fillStyle = '#04050d'
  pen.fillRect(0, 0, size, size)
  const cloud = (x: number, y: number, radius: number, colour: string) => {
    for (const shiftX of [-size, 0, size]) {
      for (const shiftY of [-size, 0, size]) {
        const gradient = pen.createRadialGradient(x + shiftX, y + shiftY, 0, x + shiftX, y + shiftY, radius)
        gradient.addColorStop(0, colour)
        gradient.addColorStop(1, 'rgba(0,0,0,0)')
        pen.fillStyle = gradient
        pen.fillRect(0, 0, size, size)
      }
    }
  }
  cloud(120, 140, 240, 'rgba(40,60,190,0.40)')
  cloud(380, 360, 260, 'rgba(120,20,140,0.34)')
  cloud(400, 90, 180, 'rgba(0,110,150,0.26)')
  // A fixed sequence, so that every window shows the same sky.
  let seed = 7
  const next = () => {
    seed = (seed * 16807) % 2147483647
    return seed / 2147483647
  }
  for (let i = 0; i < 130; i++) {
    const big = next()
    pen.fillStyle = `rgba(${140 + Math.floor(next() * 90)},${170 + Math.floor(next() * 60)},255,${0.15 + next() * 0.5})`
    const side = big > 0.9 ? 3 : big > 0.6 ? 2 : 1
    pen.fillRect(Math.floor(next() * size), Math.floor(next() * size), side, side)
  }
}
