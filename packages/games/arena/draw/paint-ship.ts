import type { Painter } from './atlas.ts'
import { polygon, radial, white } from './pen.ts'

/** The hull looks along +x, is 13 units (39 pixels) in radius, and is lit from the upper left. */
export const hull: Painter = (pen, size) => {
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
export const trim: Painter = (pen, size) => {
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

export const barrel: Painter = (pen, _width, height) => {
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

export const shadow: Painter = (pen, size) =>
  radial(pen, size, [
    [0, 'rgba(0,0,8,0.75)'],
    [0.45, 'rgba(0,0,8,0.5)'],
    [1, 'rgba(0,0,8,0)'],
  ])

export const shield: Painter = (pen, size) => {
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
