import { outlineUnits, traceBlob, tracePath } from './brush.ts'
import type { Look } from './looks.ts'
import type { Point } from './poses.ts'

/** All points are in units from the middle of the skull, y up, looking right. */
const skull: readonly Point[] = [
  ...([
    [-11, 10],
    [0, 15],
    [11, 11],
    [13, 3],
    [12, -4],
  ] as const),
  ...([
    [10, -11],
    [5, -14],
    [-4, -9],
    [-12, -3],
  ] as const),
]
const spikes: readonly Point[] = [
  ...([
    [12, 6],
    [10, 13],
    [15, 17],
    [7, 17],
    [7, 24],
    [0, 18],
    [-5, 24],
    [-7, 17],
    [-14, 19],
  ] as const),
  ...([
    [-12, 11],
    [-20, 9],
    [-14, 4],
    [-19, -2],
    [-12, -3],
    [-7, -6],
    [-5, 2],
    [2, 7],
  ] as const),
]
const tousled: readonly Point[] = [
  ...([
    [13, 4],
    [16, 10],
    [9, 12],
    [12, 19],
    [3, 16],
    [-2, 22],
    [-7, 17],
  ] as const),
  ...([
    [-15, 19],
    [-14, 11],
    [-21, 8],
    [-15, 3],
    [-18, -5],
    [-11, -5],
    [-6, -4],
    [-4, 4],
    [3, 8],
  ] as const),
]
const mask: readonly Point[] = [
  ...([
    [13, 0],
    [15, -3],
    [11, -12],
    [5, -15],
    [-4, -10],
    [-9, -3],
    [0, -2],
  ] as const),
]

export function drawHead(context: CanvasRenderingContext2D, look: Look, isHurt: boolean): void {
  fillOutlined(context, skull, look.skin[0], look.outline)
  if (look.head === 'mask') {
    context.fillStyle = look.trousers[0]
    traceBlob(context, mask)
    context.fill()
  } else {
    drawMouth(context, look, isHurt)
    context.fillStyle = look.skin[1]
    disc(context, [-3, -1], 3.2)
  }
  drawEye(context, look, isHurt)
  if (look.head === 'mask') drawTousled(context, look)
  else drawSpikes(context, look)
}

function drawEye(context: CanvasRenderingContext2D, { outline }: Look, isHurt: boolean): void {
  context.strokeStyle = outline
  context.lineWidth = 2.4
  context.lineCap = 'round'
  if (isHurt) {
    tracePath(context, [
      [5, 4],
      [9, 1.5],
      [5, 0],
    ])
    context.stroke()
    return
  }
  context.fillStyle = '#fff'
  context.beginPath()
  context.ellipse(8, -1.5, 3.4, 2.6, 0, 0, 2 * Math.PI)
  context.fill()
  context.fillStyle = outline
  disc(context, [9.4, 1.3], 1.7)
  tracePath(context, [
    [4, 5.6],
    [12.4, 3.4],
  ])
  context.stroke()
}

function drawMouth(context: CanvasRenderingContext2D, { outline }: Look, isHurt: boolean): void {
  context.strokeStyle = outline
  context.fillStyle = outline
  context.lineWidth = 1.8
  if (isHurt) {
    disc(context, [8, -8], 2.8)
    return
  }
  tracePath(context, [
    [5.5, -8],
    [10, -7.2],
  ])
  context.stroke()
}

function drawSpikes(context: CanvasRenderingContext2D, { hair, band, outline }: Look): void {
  fillSharp(context, spikes, hair[0], outline)
  context.lineCap = 'butt'
  context.strokeStyle = outline
  context.lineWidth = 8
  tracePath(context, [
    [-14, 4.5],
    [13.2, 9],
  ])
  context.stroke()
  context.strokeStyle = band
  context.lineWidth = 5
  context.stroke()
}

function drawTousled(context: CanvasRenderingContext2D, { hair, outline }: Look): void {
  fillSharp(context, tousled, hair[0], outline)
  context.fillStyle = hair[1]
  tracePath(context, [
    [-14, 11],
    [-21, 8],
    [-15, 3],
    [-18, -5],
    [-11, -5],
    [-8, 3],
  ])
  context.fill()
}

function fillSharp(
  context: CanvasRenderingContext2D,
  points: readonly Point[],
  css: string,
  outline: string,
): void {
  context.lineJoin = 'round'
  context.strokeStyle = outline
  context.lineWidth = outlineUnits * 1.4
  tracePath(context, points)
  context.closePath()
  context.stroke()
  context.fillStyle = css
  context.fill()
}

function fillOutlined(
  context: CanvasRenderingContext2D,
  points: readonly Point[],
  css: string,
  outline: string,
): void {
  traceBlob(context, points)
  context.lineJoin = 'round'
  context.strokeStyle = outline
  context.lineWidth = outlineUnits * 2
  context.stroke()
  context.fillStyle = css
  context.fill()
}

function disc(context: CanvasRenderingContext2D, [x, y]: Point, radius: number): void {
  context.beginPath()
  context.arc(x, -y, radius, 0, 2 * Math.PI)
  context.fill()
}
