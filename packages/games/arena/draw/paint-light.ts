import type { Painter } from './atlas.ts'
import { polygon, radial, white } from './pen.ts'

export const glow: Painter = (pen, size) =>
  radial(pen, size, [
    [0, white(0.85)],
    [0.18, white(0.5)],
    [0.42, white(0.17)],
    [0.7, white(0.04)],
    [1, white(0)],
  ])

export const dot: Painter = (pen, size) =>
  radial(pen, size, [
    [0, white(1)],
    [0.35, white(0.9)],
    [0.6, white(0.3)],
    [1, white(0)],
  ])

export const spark: Painter = (pen, width, height) => {
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

export const ring: Painter = (pen, size) =>
  radial(pen, size, [
    [0, white(0)],
    [0.62, white(0)],
    [0.84, white(0.25)],
    [0.93, white(1)],
    [0.965, white(0.5)],
    [1, white(0)],
  ])

/** Across: a white-hot core within a soft edge. */
export const beam: Painter = (pen, width, height) => {
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

export const flash: Painter = (pen, size) => {
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

export const shard: Painter = (pen, size) => {
  pen.fillStyle = white(1)
  polygon(pen, [
    [3, size - 5],
    [size / 2, 3],
    [size - 3, size - 9],
  ])
  pen.fill()
}

export const smoke: Painter = (pen, size) =>
  radial(pen, size, [
    [0, white(0.5)],
    [0.5, white(0.22)],
    [1, white(0)],
  ])

/** Strong on the left, gone on the right. */
export const edge: Painter = (pen, width, height) => {
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
