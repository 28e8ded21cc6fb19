import type { Texture } from 'pixi.js'
import { Atlas, type Painter, paintTile } from './atlas.ts'
import { cssColour, wallColours } from './palette.ts'

/**
 * Everything that is drawn comes from these textures, painted once at the start. Blur and glow are painted in, so that
 * no filter runs while playing: a filter costs a pass over the whole screen, a glowing sprite only its own pixels.
 * What takes a player's colour is painted white and tinted.
 */
export type ArenaTextures = ReturnType<typeof paintTextures>

export function paintTextures() {
  const atlas = new Atlas()
  return {
    ring: atlas.paint(256, 256, ring),
    edge: atlas.paint(64, 64, edge),
    hull: atlas.paint(160, 160, hull),
    trim: atlas.paint(160, 160, trim),
    shield: atlas.paint(160, 160, shield),
    wallTops: Object.fromEntries(
      Object.values(wallColours).map((colour) => [
        colour,
        atlas.paint(wallTopPixels, wallTopPixels, wallTop(colour)),
      ]),
    ) as Readonly<Record<number, Texture>>,
    pad: atlas.paint(160, 160, pad),
    glow: atlas.paint(128, 128, glow),
    flash: atlas.paint(128, 128, flash),
    shadow: atlas.paint(128, 128, shadow),
    health: atlas.paint(96, 96, health),
    overcharge: atlas.paint(96, 96, overcharge),
    smoke: atlas.paint(64, 64, smoke),
    wallSide: atlas.paint(64, 64, wallSide),
    crosshair: atlas.paint(64, 64, crosshair),
    hitMarker: atlas.paint(64, 64, hitMarker),
    chevron: atlas.paint(48, 48, chevron),
    barrel: atlas.paint(64, 32, barrel),
    beam: atlas.paint(32, 32, beam),
    dot: atlas.paint(32, 32, dot),
    shard: atlas.paint(24, 24, shard),
    spark: atlas.paint(64, 16, spark),
    abyss: paintTile(512, abyss),
  }
}

/** Pixels of the ship's textures that show one unit. */
export const shipPixelsPerUnit = 3

function white(alpha: number): string {
  return `rgba(255,255,255,${alpha})`
}

function radial(pen: CanvasRenderingContext2D, size: number, stops: readonly (readonly [number, string])[]) {
  const half = size / 2
  const gradient = pen.createRadialGradient(half, half, 0, half, half, half)
  for (const [at, colour] of stops) gradient.addColorStop(at, colour)
  pen.fillStyle = gradient
  pen.fillRect(0, 0, size, size)
}

function polygon(pen: CanvasRenderingContext2D, points: readonly (readonly [number, number])[]) {
  pen.beginPath()
  points.forEach(([x, y], i) => {
    if (i === 0) pen.moveTo(x, y)
    else pen.lineTo(x, y)
  })
  pen.closePath()
}

const glow: Painter = (pen, size) =>
  radial(pen, size, [
    [0, white(0.85)],
    [0.18, white(0.5)],
    [0.42, white(0.17)],
    [0.7, white(0.04)],
    [1, white(0)],
  ])

const dot: Painter = (pen, size) =>
  radial(pen, size, [
    [0, white(1)],
    [0.35, white(0.9)],
    [0.6, white(0.3)],
    [1, white(0)],
  ])

const spark: Painter = (pen, width, height) => {
  const along = pen.createLinearGradient(0, 0, width, 0)
  along.addColorStop(0, white(0))
  along.addColorStop(0.75, white(0.9))
  along.addColorStop(1, white(1))
  pen.fillStyle = along
  pen.shadowColor = white(0.9)
  pen.shadowBlur = 5
  polygon(pen, [
    [2, height / 2],
    [width - 12, height / 2 - 2.5],
    [width - 6, height / 2],
    [width - 12, height / 2 + 2.5],
  ])
  pen.fill()
}

const ring: Painter = (pen, size) =>
  radial(pen, size, [
    [0, white(0)],
    [0.62, white(0)],
    [0.84, white(0.25)],
    [0.93, white(1)],
    [0.965, white(0.5)],
    [1, white(0)],
  ])

/** Across: a white-hot core within a soft edge. */
const beam: Painter = (pen, width, height) => {
  const across = pen.createLinearGradient(0, 0, 0, height)
  for (const [at, alpha] of [
    [0, 0],
    [0.25, 0.1],
    [0.4, 0.45],
    [0.5, 1],
    [0.6, 0.45],
    [0.75, 0.1],
    [1, 0],
  ] as const)
    across.addColorStop(at, white(alpha))
  pen.fillStyle = across
  pen.fillRect(0, 0, width, height)
}

const flash: Painter = (pen, size) => {
  const half = size / 2
  glow(pen, size, size)
  pen.translate(half, half)
  for (const [angle, length, width] of [
    [0, 0.98, 7],
    [0.55, 0.62, 5],
    [-0.55, 0.62, 5],
    [1.35, 0.4, 4],
    [-1.35, 0.4, 4],
    [Math.PI, 0.3, 4],
  ] as const) {
    pen.save()
    pen.rotate(angle)
    const ray = pen.createLinearGradient(0, 0, half * length, 0)
    ray.addColorStop(0, white(1))
    ray.addColorStop(1, white(0))
    pen.fillStyle = ray
    polygon(pen, [
      [0, -width],
      [half * length, 0],
      [0, width],
    ])
    pen.fill()
    pen.restore()
  }
}

const shard: Painter = (pen, size) => {
  pen.fillStyle = white(1)
  polygon(pen, [
    [3, size - 5],
    [size / 2, 3],
    [size - 3, size - 9],
  ])
  pen.fill()
}

const smoke: Painter = (pen, size) =>
  radial(pen, size, [
    [0, white(0.5)],
    [0.5, white(0.22)],
    [1, white(0)],
  ])

/** The hull looks along +x, is 13 units (39 pixels) in radius, and is lit from the upper left. */
const hull: Painter = (pen, size) => {
  pen.translate(size / 2, size / 2)
  for (const side of [-1, 1]) {
    const wing = pen.createLinearGradient(0, side * 12, 0, side * 46)
    wing.addColorStop(0, '#46528a')
    wing.addColorStop(1, '#1b2144')
    pen.fillStyle = wing
    pen.strokeStyle = side < 0 ? '#9aa8e0' : '#5563a0'
    pen.lineWidth = 1.6
    polygon(pen, [
      [12, side * 18],
      [4, side * 40],
      [-16, side * 47],
      [-42, side * 38],
      [-32, side * 30],
      [-26, side * 14],
    ])
    pen.fill()
    pen.stroke()
  }
  const body = pen.createLinearGradient(-10, -30, 14, 30)
  body.addColorStop(0, '#98a6dc')
  body.addColorStop(0.4, '#4a568f')
  body.addColorStop(1, '#1c2346')
  pen.fillStyle = body
  pen.strokeStyle = '#b4c0ee'
  polygon(pen, [
    [44, 0],
    [20, -15],
    [-6, -27],
    [-28, -19],
    [-36, -8],
    [-36, 8],
    [-28, 19],
    [-6, 27],
    [20, 15],
  ])
  pen.fill()
  pen.stroke()
  pen.fillStyle = 'rgba(255,255,255,0.10)'
  polygon(pen, [
    [42, 0],
    [20, -13],
    [-6, -25],
    [-27, -17],
    [-10, -6],
  ])
  pen.fill()
  pen.fillStyle = '#0a0d1c'
  pen.beginPath()
  pen.arc(-4, 0, 15, 0, Math.PI * 2)
  pen.fill()
  pen.strokeStyle = '#55618f'
  pen.stroke()
  pen.fillStyle = '#0a0d1c'
  for (const side of [-1, 1]) pen.fillRect(-41, side * 12 - 5, 10, 10)
}

/** Lines of light on the hull: canopy, edges of the wings, prow, engines. */
const trim: Painter = (pen, size) => {
  pen.translate(size / 2, size / 2)
  pen.strokeStyle = white(1)
  pen.shadowColor = white(1)
  const strokeTwice = (width: number) => {
    pen.lineWidth = width
    pen.shadowBlur = 12
    pen.stroke()
    pen.shadowBlur = 4
    pen.stroke()
  }
  for (const side of [-1, 1]) {
    // A wash of the player's colour over the wings: told apart also where the lines are too fine to see.
    pen.fillStyle = white(0.3)
    polygon(pen, [
      [8, side * 22],
      [3, side * 37],
      [-16, side * 44],
      [-38, side * 36],
      [-28, side * 24],
    ])
    pen.fill()
    pen.beginPath()
    pen.moveTo(6, side * 37)
    pen.lineTo(-15, side * 44)
    pen.lineTo(-38, side * 37)
    strokeTwice(3.4)
    pen.beginPath()
    pen.moveTo(40, side * 1.5)
    pen.lineTo(19, side * 12)
    pen.lineTo(4, side * 19)
    strokeTwice(2.4)
    pen.fillStyle = white(1)
    pen.shadowBlur = 10
    pen.fillRect(-41, side * 12 - 3.5, 7, 7)
  }
  const canopy = pen.createRadialGradient(-6, -3, 1, -4, 0, 12)
  canopy.addColorStop(0, white(1))
  canopy.addColorStop(0.5, white(0.85))
  canopy.addColorStop(1, white(0.35))
  pen.fillStyle = canopy
  pen.shadowBlur = 14
  pen.beginPath()
  pen.arc(-4, 0, 11, 0, Math.PI * 2)
  pen.fill()
}

const barrel: Painter = (pen, _width, height) => {
  const metal = pen.createLinearGradient(0, 6, 0, height - 6)
  metal.addColorStop(0, '#a4b1de')
  metal.addColorStop(0.5, '#4b5687')
  metal.addColorStop(1, '#1a2040')
  pen.fillStyle = metal
  pen.strokeStyle = '#0a0d1c'
  pen.lineWidth = 1.5
  pen.beginPath()
  pen.roundRect(4, height / 2 - 5, 46, 10, 3)
  pen.fill()
  pen.stroke()
  pen.beginPath()
  pen.roundRect(42, height / 2 - 7.5, 14, 15, 3)
  pen.fill()
  pen.stroke()
}

const shadow: Painter = (pen, size) =>
  radial(pen, size, [
    [0, 'rgba(0,0,8,0.75)'],
    [0.45, 'rgba(0,0,8,0.5)'],
    [1, 'rgba(0,0,8,0)'],
  ])

const shield: Painter = (pen, size) => {
  radial(pen, size, [
    [0, white(0.02)],
    [0.7, white(0.1)],
    [0.86, white(0.3)],
    [0.9, white(0)],
    [1, white(0)],
  ])
  pen.translate(size / 2, size / 2)
  pen.strokeStyle = white(0.9)
  pen.shadowColor = white(1)
  pen.shadowBlur = 8
  pen.lineWidth = 2.5
  polygon(
    pen,
    Array.from({ length: 6 }, (_, i) => {
      const angle = (i / 6) * Math.PI * 2
      return [Math.cos(angle) * 68, Math.sin(angle) * 68] as const
    }),
  )
  pen.stroke()
}

/** Two corners of 64 pixels and little between them: what a nine-slice shrinks would be sampled from a blurred mipmap. */
const wallTopPixels = 132

/**
 * Nine-slice of 64-pixel corners, of which the outer 32 are the light beyond the edge: a slab with a bevel lit from the
 * upper left, and a line of light around it.
 */
function wallTop(colour: number): Painter {
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
const wallSide: Painter = (pen, width, height) => {
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
const abyss: Painter = (pen, size) => {
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

const pad: Painter = (pen, size) => {
  radial(pen, size, [
    [0, white(0.28)],
    [0.6, white(0.1)],
    [1, white(0)],
  ])
  pen.translate(size / 2, size / 2)
  pen.strokeStyle = white(0.95)
  pen.shadowColor = white(1)
  pen.shadowBlur = 10
  pen.lineWidth = 4
  for (let i = 0; i < 4; i++) {
    pen.beginPath()
    pen.arc(0, 0, 62, i * (Math.PI / 2) + 0.22, (i + 1) * (Math.PI / 2) - 0.22)
    pen.stroke()
  }
}

const health: Painter = (pen, size) => {
  const half = size / 2
  pen.fillStyle = white(1)
  pen.shadowColor = white(0.9)
  pen.shadowBlur = 14
  pen.beginPath()
  pen.roundRect(half - 9, half - 28, 18, 56, 5)
  pen.roundRect(half - 28, half - 9, 56, 18, 5)
  pen.fill()
}

const overcharge: Painter = (pen, size) => {
  pen.fillStyle = white(1)
  pen.shadowColor = white(0.9)
  pen.shadowBlur = 14
  pen.translate(size / 2, size / 2)
  polygon(pen, [
    [8, -32],
    [-20, 5],
    [-3, 5],
    [-9, 32],
    [20, -6],
    [3, -6],
  ])
  pen.fill()
}

/** Strong on the left, gone on the right. */
const edge: Painter = (pen, width, height) => {
  const fade = pen.createLinearGradient(0, 0, width, 0)
  for (const [at, alpha] of [
    [0, 1],
    [0.3, 0.52],
    [0.65, 0.14],
    [1, 0],
  ] as const)
    fade.addColorStop(at, white(alpha))
  pen.fillStyle = fade
  pen.fillRect(0, 0, width, height)
}

const crosshair: Painter = (pen, size) => {
  pen.translate(size / 2, size / 2)
  pen.strokeStyle = white(0.95)
  pen.shadowColor = 'rgba(0,0,0,0.9)'
  pen.shadowBlur = 3
  pen.lineWidth = 2.5
  for (let i = 0; i < 4; i++) {
    pen.rotate(Math.PI / 2)
    pen.beginPath()
    pen.moveTo(9, 0)
    pen.lineTo(17, 0)
    pen.stroke()
    pen.beginPath()
    pen.arc(0, 0, 24, 0.42, Math.PI / 2 - 0.42)
    pen.stroke()
  }
  pen.fillStyle = white(1)
  pen.beginPath()
  pen.arc(0, 0, 2, 0, Math.PI * 2)
  pen.fill()
}

const hitMarker: Painter = (pen, size) => {
  pen.translate(size / 2, size / 2)
  pen.strokeStyle = white(1)
  pen.shadowColor = white(0.8)
  pen.shadowBlur = 5
  pen.lineWidth = 4
  for (let i = 0; i < 4; i++) {
    pen.rotate(Math.PI / 2)
    pen.beginPath()
    pen.moveTo(10, 10)
    pen.lineTo(21, 21)
    pen.stroke()
  }
}

const chevron: Painter = (pen, size) => {
  pen.translate(size / 2, size / 2)
  pen.fillStyle = white(1)
  pen.shadowColor = white(0.8)
  pen.shadowBlur = 6
  polygon(pen, [
    [14, 0],
    [-10, -13],
    [-3, 0],
    [-10, 13],
  ])
  pen.fill()
}
