import type { Tint } from './looks.ts'
import type { Point } from './poses.ts'

/** How far the outline stands out around a part, in units. */
export const outlineUnits = 2.2

/** Two circles and all between them; y points up, as in the world. */
export function taper(
  context: CanvasRenderingContext2D,
  [ax, ay]: Point,
  [bx, by]: Point,
  fromRadius: number,
  toRadius: number,
): void {
  const distance = Math.hypot(bx - ax, by - ay)
  context.beginPath()
  if (distance <= Math.abs(fromRadius - toRadius)) {
    const isFrom = fromRadius > toRadius
    context.arc(isFrom ? ax : bx, isFrom ? -ay : -by, Math.max(fromRadius, toRadius), 0, 2 * Math.PI)
  } else {
    const way = Math.atan2(ay - by, bx - ax)
    const open = Math.acos((fromRadius - toRadius) / distance)
    context.arc(ax, -ay, fromRadius, way + open, way - open)
    context.arc(bx, -by, toRadius, way - open, way + open)
  }
  context.fill()
}

interface Limb {
  /** From the body outwards. */
  readonly joints: readonly [Point, Point, Point]
  readonly radii: readonly [number, number, number]
  readonly upper: Tint
  readonly lower: Tint
}

/** Two bones: an outline around both, then each in its shade, then what the light falls on. */
export function drawLimb(
  context: CanvasRenderingContext2D,
  { joints, radii, upper, lower }: Limb,
  outline: string,
  light: Point,
): void {
  const [root, bend, end] = joints
  const [rootRadius, bendRadius, endRadius] = radii
  context.fillStyle = outline
  taper(context, root, bend, rootRadius + outlineUnits, bendRadius + outlineUnits)
  taper(context, bend, end, bendRadius + outlineUnits, endRadius + outlineUnits)
  drawBone(context, bend, end, bendRadius, endRadius, lower, light)
  drawBone(context, root, bend, rootRadius, bendRadius, upper, light)
}

function drawBone(
  context: CanvasRenderingContext2D,
  from: Point,
  to: Point,
  fromRadius: number,
  toRadius: number,
  [lit, shaded]: Tint,
  light: Point,
): void {
  context.fillStyle = shaded
  taper(context, from, to, fromRadius, toRadius)
  if (lit === shaded) return
  context.fillStyle = lit
  taper(
    context,
    shifted(from, light, fromRadius * 0.2),
    shifted(to, light, toRadius * 0.2),
    fromRadius * 0.78,
    toRadius * 0.78,
  )
}

function shifted([x, y]: Point, [lightX, lightY]: Point, by: number): Point {
  return [x + lightX * by, y + lightY * by]
}

/** A closed line that is round at each of its points. */
export function traceBlob(context: CanvasRenderingContext2D, points: readonly Point[]): void {
  context.beginPath()
  for (const [index, point] of points.entries()) {
    const next = points[(index + 1) % points.length] as Point
    const middle: Point = [(point[0] + next[0]) / 2, (point[1] + next[1]) / 2]
    if (index === 0) {
      const last = points.at(-1) as Point
      context.moveTo((last[0] + point[0]) / 2, -(last[1] + point[1]) / 2)
    }
    context.quadraticCurveTo(point[0], -point[1], middle[0], -middle[1])
  }
  context.closePath()
}

export function tracePath(context: CanvasRenderingContext2D, points: readonly Point[]): void {
  context.beginPath()
  for (const [x, y] of points) context.lineTo(x, -y)
}

/** Two bones from a to b: where they meet, on the side asked for. What is too far away is reached by longer bones. */
export function bendBetween(a: Point, b: Point, first: number, second: number, side: number): Point {
  const [x, y] = [b[0] - a[0], b[1] - a[1]]
  const distance = Math.max(0.01, Math.hypot(x, y))
  const stretch = Math.max(1, distance / (first + second - 0.01))
  const [near, far] = [first * stretch, second * stretch]
  const along = (near * near - far * far + distance * distance) / (2 * distance)
  const aside = Math.sqrt(Math.max(0, near * near - along * along)) * side
  return [
    a[0] + (x / distance) * along - (y / distance) * aside,
    a[1] + (y / distance) * along + (x / distance) * aside,
  ]
}
