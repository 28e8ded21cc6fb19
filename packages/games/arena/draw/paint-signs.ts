import type { Painter } from './atlas.ts'
import { polygon, radial, white } from './pen.ts'

export const pad: Painter = (pen, size) => {
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

export const health: Painter = (pen, size) => {
  const half = size / 2
  pen.fillStyle = white(1)
  pen.shadowColor = white(0.9)
  pen.shadowBlur = 14
  pen.beginPath()
  pen.roundRect(half - 9, half - 28, 18, 56, 5)
  pen.roundRect(half - 28, half - 9, 56, 18, 5)
  pen.fill()
}

export const overcharge: Painter = (pen, size) => {
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

export const crosshair: Painter = (pen, size) => {
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

export const hitMarker: Painter = (pen, size) => {
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

export const chevron: Painter = (pen, size) => {
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
