import type { Fighter } from '../duel.ts'
import { type Point, poseOf } from './poses.ts'

const upperArm = 27
const lowerArm = 28
const thigh = 33
const shin = 33

export interface Colours {
  readonly cloth: string
  readonly dark: string
  readonly skin: string
  readonly glow: string
}

export const sides: readonly [Colours, Colours] = [
  { cloth: '#e8483f', dark: '#8f1f2d', skin: '#f3c9a5', glow: '255, 120, 70' },
  { cloth: '#3f7fe8', dark: '#1c3a8f', skin: '#e2b18a', glow: '80, 170, 255' },
]

/** Draws one fighter with its feet at the context's origin, y pointing down, facing right if not mirrored. */
export function drawFigure(
  context: CanvasRenderingContext2D,
  fighter: Fighter,
  colours: Colours,
  wave: number,
  flash: number,
): void {
  const pose = poseOf(fighter, wave)
  const { cloth, dark, skin } = flash > 0.5 ? { cloth: '#fff', dark: '#fff', skin: '#fff' } : colours
  const shoulder: Point = [pose.chest[0] - 2, pose.chest[1] + 6]
  context.lineCap = 'round'
  context.lineJoin = 'round'
  const rearKnee = bend(pose.hip, pose.rearFoot, thigh, shin, 1)
  const leadKnee = bend(pose.hip, pose.leadFoot, thigh, shin, 1)
  const rearElbow = bend(shoulder, pose.rearHand, upperArm, lowerArm, -1)
  const leadElbow = bend(shoulder, pose.leadHand, upperArm, lowerArm, -1)
  limb(context, [shoulder, rearElbow], 13, dark)
  limb(context, [rearElbow, pose.rearHand], 10, skin)
  disc(context, pose.rearHand, 8, dark)
  limb(context, [pose.hip, rearKnee, pose.rearFoot], 16, dark)
  disc(context, pose.rearFoot, 8, '#15131f')
  limb(context, [pose.hip, pose.chest], 30, cloth)
  limb(
    context,
    [
      [pose.hip[0] - 3, pose.hip[1] + 4],
      [pose.hip[0] + 3, pose.hip[1] + 4],
    ],
    27,
    '#15131f',
  )
  limb(context, [pose.hip, leadKnee, pose.leadFoot], 17, cloth)
  disc(context, pose.leadFoot, 9, '#15131f')
  disc(context, pose.head, 14, skin)
  hair(context, pose.head, pose.chest, dark, cloth, fighter, wave)
  limb(context, [shoulder, leadElbow], 14, cloth)
  limb(context, [leadElbow, pose.leadHand], 11, skin)
  disc(context, pose.leadHand, 9, cloth)
}

/** Two bones from a to b: where they meet, on the side asked for. */
function bend(a: Point, b: Point, first: number, second: number, side: number): Point {
  const [x, y] = [b[0] - a[0], b[1] - a[1]]
  const distance = Math.min(Math.hypot(x, y), first + second - 0.01) || 0.01
  const along = (first * first - second * second + distance * distance) / (2 * distance)
  const aside = Math.sqrt(Math.max(0, first * first - along * along)) * side
  const length = Math.hypot(x, y) || 1
  return [
    a[0] + (x / length) * along - (y / length) * aside,
    a[1] + (y / length) * along + (x / length) * aside,
  ]
}

function limb(context: CanvasRenderingContext2D, points: readonly Point[], width: number, css: string): void {
  context.beginPath()
  for (const [x, y] of points) context.lineTo(x, -y)
  context.lineWidth = width
  context.strokeStyle = css
  context.stroke()
}

function disc(context: CanvasRenderingContext2D, [x, y]: Point, radius: number, css: string): void {
  context.beginPath()
  context.arc(x, -y, radius, 0, 2 * Math.PI)
  context.fillStyle = css
  context.fill()
}

/** A band with two ends that lag behind, and a shock of hair. */
function hair(
  context: CanvasRenderingContext2D,
  [x, y]: Point,
  chest: Point,
  dark: string,
  cloth: string,
  fighter: Fighter,
  wave: number,
): void {
  context.beginPath()
  context.arc(x - 2, -y - 3, 14, Math.PI * 0.92, Math.PI * 1.95)
  context.fillStyle = dark
  context.fill()
  limb(
    context,
    [
      [x - 13, y + 3],
      [x + 12, y + 5],
    ],
    5,
    cloth,
  )
  const drift = Math.min(1, Math.abs(fighter.velocityX) / 300)
  const flutter = Math.sin(wave * 6 * Math.PI) * 3
  for (const [index, reach] of [26, 34].entries())
    limb(
      context,
      [
        [x - 13, y + 2],
        [x - 13 - reach * (0.4 + drift * 0.4), y - 6 + flutter * (index + 1) - (1 - drift) * 14],
        [x - 13 - reach * (0.5 + drift), chest[1] + 4 - flutter * 2 + drift * 14],
      ],
      3.5,
      cloth,
    )
}
