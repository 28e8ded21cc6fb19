import { bendBetween, drawLimb, outlineUnits, taper, traceBlob, tracePath } from './brush.ts'
import { drawHead } from './head.ts'
import type { Look } from './looks.ts'
import type { Point, Pose } from './poses.ts'

/** Lengths of the bones, in units; a figure that stands upright is about 125 high. */
const upperArm = 25
const lowerArm = 25
const thigh = 32
const shin = 31
/** From where a foot stands up to its ankle. */
const ankle = 7
/** The head leans with the neck, but less. */
const leanShare = 0.75

interface FigureOptions {
  /** Where the light comes from, seen by the figure that looks right. */
  readonly light: Point
  readonly isHurt: boolean
}

/** Draws one fighter with its feet at the context's origin, looking right if not mirrored. */
export function drawFigure(
  context: CanvasRenderingContext2D,
  pose: Pose,
  look: Look,
  { light, isHurt }: FigureOptions,
): void {
  const spine = spineOf(pose)
  drawArm(context, spine(0.93, 9), pose.rearHand, look, light)
  drawLeg(context, spine(0, 5), pose.rearFoot, look, light)
  drawTorso(context, spine, look)
  drawLeg(context, spine(0, -4), pose.leadFoot, look, light)
  drawBelt(context, spine, look)
  drawNeckAndHead(context, pose, spine, look, isHurt)
  drawArm(context, spine(0.93, -7), pose.leadHand, look, light)
}

/** Where ribbons are tied: the back of the head, and the knot of the belt. */
export function knotsOf(pose: Pose): { head: Point; belt: Point } {
  const [x, y] = pose.head
  return { head: [x - 13, y + 5], belt: spineOf(pose)(0.02, 9) }
}

type Spine = (share: number, forward: number) => Point

/** A point on the trunk: how far up from hip to chest, and how far ahead of the middle. */
function spineOf({ hip, chest }: Pose): Spine {
  const [x, y] = [chest[0] - hip[0], chest[1] - hip[1]]
  const length = Math.hypot(x, y) || 1
  return (share, forward) => [
    hip[0] + x * share + (y / length) * forward,
    hip[1] + y * share - (x / length) * forward,
  ]
}

function drawArm(
  context: CanvasRenderingContext2D,
  shoulder: Point,
  hand: Point,
  { skin, wraps, cloth, outline }: Look,
  light: Point,
): void {
  const elbow = bendBetween(shoulder, hand, upperArm, lowerArm, -1)
  drawLimb(
    context,
    { joints: [shoulder, elbow, hand], radii: [8.5, 6.6, 5.4], upper: skin, lower: skin },
    outline,
    light,
  )
  const wrist = mix(elbow, hand, 0.45)
  context.fillStyle = wraps[1]
  taper(context, wrist, hand, 6.4, 6.2)
  context.fillStyle = wraps[0]
  taper(context, wrist, hand, 5, 5)
  const knuckles = mix(elbow, hand, 1.14)
  context.fillStyle = outline
  taper(context, hand, knuckles, 8 + outlineUnits, 7.6 + outlineUnits)
  context.fillStyle = wraps[1]
  taper(context, hand, knuckles, 8, 7.6)
  context.fillStyle = wraps[0]
  taper(context, add(hand, light, 1.6), add(knuckles, light, 1.6), 6.2, 5.8)
  // The sleeve that is left: a cap of cloth on the shoulder.
  const cap = mix(shoulder, elbow, 0.32)
  context.fillStyle = outline
  taper(context, shoulder, cap, 10.5 + outlineUnits, 9 + outlineUnits)
  context.fillStyle = cloth[1]
  taper(context, shoulder, cap, 10.5, 9)
  context.fillStyle = cloth[0]
  taper(context, add(shoulder, light, 2), add(cap, light, 2), 8.2, 6.8)
}

function drawLeg(
  context: CanvasRenderingContext2D,
  hip: Point,
  foot: Point,
  { trousers, skin, outline }: Look,
  light: Point,
): void {
  const heel = ankleOf(hip, foot)
  const knee = bendBetween(hip, heel, thigh, shin, 1)
  const toes = toesOf(knee, heel, foot)
  context.fillStyle = outline
  taper(context, heel, toes, 6 + outlineUnits, 4.6 + outlineUnits)
  context.fillStyle = skin[1]
  taper(context, heel, toes, 6, 4.6)
  context.fillStyle = skin[0]
  taper(context, add(heel, light, 1.3), add(toes, light, 1), 4.4, 3.3)
  drawLimb(
    context,
    { joints: [hip, knee, mix(knee, heel, 0.86)], radii: [12.5, 10, 8.8], upper: trousers, lower: trousers },
    outline,
    light,
  )
}

function ankleOf(hip: Point, foot: Point): Point {
  if (foot[1] < ankle) return [foot[0] - 2, foot[1] + ankle]
  return mix(hip, foot, 1 - ankle / (Math.hypot(foot[0] - hip[0], foot[1] - hip[1]) || 1))
}

/** Flat on the ground; in the air at a right angle to the shin. */
function toesOf(knee: Point, heel: Point, foot: Point): Point {
  const [x, y] = [heel[0] - knee[0], heel[1] - knee[1]]
  const length = Math.hypot(x, y) || 1
  const lift = Math.min(1, Math.max(0, (foot[1] - 3) / 14))
  const [forward, up] = [1 - lift + (-y / length) * lift, (x / length) * lift - 0.12 * (1 - lift)]
  return [heel[0] + forward * 15, heel[1] + up * 15 - 1.5 * (1 - lift)]
}

function drawTorso(context: CanvasRenderingContext2D, at: Spine, { cloth, skin, outline }: Look): void {
  const trunk = [
    ...[at(-0.3, -12), at(0.1, -11), at(0.6, -16), at(1.02, -15), at(1.3, -4)],
    ...[at(1.26, 7), at(1.02, 16), at(0.66, 17), at(0.12, 11), at(-0.3, 12)],
  ]
  traceBlob(context, trunk)
  context.lineJoin = 'round'
  context.lineWidth = outlineUnits * 2
  context.strokeStyle = outline
  context.stroke()
  context.fillStyle = cloth[0]
  context.fill()
  context.fillStyle = cloth[1]
  traceBlob(context, [
    at(-0.3, -12),
    at(0.1, -11),
    at(0.6, -16),
    at(1.0, -15),
    at(0.8, -5),
    at(0.2, -3),
    at(-0.3, -2),
  ])
  context.fill()
  context.fillStyle = skin[1]
  tracePath(context, [at(1.18, -1), at(0.42, 8), at(0.8, 14.5), at(1.12, 10)])
  context.fill()
  context.strokeStyle = outline
  context.lineWidth = 1.8
  tracePath(context, [at(1.2, -3), at(0.42, 8), at(0.06, 9)])
  context.stroke()
}

function drawBelt(context: CanvasRenderingContext2D, at: Spine, { belt, outline, cloth }: Look): void {
  // Flaps of the jacket below the belt.
  context.fillStyle = outline
  tracePath(context, [at(0.1, -13), at(-0.42, -16), at(-0.5, 0), at(-0.4, 15), at(0.1, 13)])
  context.fill()
  context.fillStyle = cloth[0]
  tracePath(context, [at(0.1, -1), at(-0.42, 1), at(-0.34, 13), at(0.1, 11.5)])
  context.fill()
  context.fillStyle = cloth[1]
  tracePath(context, [at(0.1, -11.5), at(-0.36, -14), at(-0.44, 0), at(0.1, -1)])
  context.fill()
  context.lineCap = 'butt'
  context.strokeStyle = outline
  context.lineWidth = 11
  tracePath(context, [at(0.06, -13.5), at(0, 13.5)])
  context.stroke()
  context.strokeStyle = belt
  context.lineWidth = 7
  context.stroke()
  context.fillStyle = belt
  taper(context, at(0.02, 7), at(0.02, 10), 4.6, 4)
}

function drawNeckAndHead(
  context: CanvasRenderingContext2D,
  { head, chest }: Pose,
  at: Spine,
  look: Look,
  isHurt: boolean,
): void {
  context.fillStyle = look.outline
  taper(context, at(1.1, 2), head, 6.5 + outlineUnits, 6 + outlineUnits)
  context.fillStyle = look.skin[1]
  taper(context, at(1.1, 2), head, 6.5, 6)
  context.save()
  context.translate(head[0], -head[1])
  context.rotate(Math.atan2(head[0] - chest[0] - 4, head[1] - chest[1]) * leanShare)
  drawHead(context, look, isHurt)
  context.restore()
}

function mix(a: Point, b: Point, share: number): Point {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share]
}

function add(a: Point, b: Point, times: number): Point {
  return [a[0] + b[0] * times, a[1] + b[1] * times]
}
