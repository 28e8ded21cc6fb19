import { stageHalf } from '../duel.ts'
import { paintSkyline, type Skyline, sunShare } from './skyline.ts'

export interface Camera {
  /** Middle of the picture, in units. */
  x: number
  /** CSS pixels for each unit. */
  zoom: number
  floorY: number
}

/** How far the rows of towers go along with the camera: the nearer, the farther. */
const rowShares = [0.12, 0.3] as const
/** The floor begins this much above where feet stand. */
const floorDepth = 16
const lanternGap = 105
const cableHeight = 205

/** A roof at sunset: the town behind it, a parapet, lanterns on a cable between two masts, the floor. */
export class Stage {
  #skyline: Skyline | undefined
  #key = ''

  paint(
    context: CanvasRenderingContext2D,
    size: { readonly width: number; readonly height: number; readonly ratio: number },
    camera: Camera,
    nowMs: number,
  ): void {
    const { width, height } = size
    const { sky, rows, overhang } = this.#skylineFor(size, camera.floorY)
    context.drawImage(sky, 0, 0, width, height)
    for (const [index, row] of rows.entries()) {
      const shift = -camera.x * camera.zoom * (rowShares[index] ?? 0)
      const left = Math.max(-overhang, Math.min(overhang, shift)) - overhang
      context.drawImage(row, left, 0, width + 2 * overhang, camera.floorY)
    }
    paintFloor(context, width, height, camera)
    context.save()
    context.translate(width / 2, camera.floorY)
    context.scale(camera.zoom, camera.zoom)
    context.translate(-camera.x, 0)
    const reach = width / 2 / camera.zoom + 60
    paintParapet(context, camera.x - reach, camera.x + reach)
    paintLanterns(context, nowMs)
    context.restore()
  }

  #skylineFor(size: { width: number; height: number; ratio: number }, floorY: number): Skyline {
    const key = `${size.width} ${size.height} ${size.ratio} ${floorY}`
    if (this.#skyline && key === this.#key) return this.#skyline
    this.#key = key
    this.#skyline = paintSkyline({ ...size, floorY })
    return this.#skyline
  }
}

function paintFloor(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  { x, zoom, floorY }: Camera,
): void {
  const top = floorY - floorDepth * zoom
  const floor = context.createLinearGradient(0, top, 0, height)
  floor.addColorStop(0, '#7a3f58')
  floor.addColorStop(0.18, '#4b2a4c')
  floor.addColorStop(1, '#150c26')
  context.fillStyle = floor
  context.fillRect(0, top, width, height - top)
  const sun = context.createRadialGradient(width * sunShare, top, 0, width * sunShare, top, width * 0.3)
  sun.addColorStop(0, 'rgba(255, 190, 120, 0.4)')
  sun.addColorStop(1, 'rgba(255, 150, 110, 0)')
  context.fillStyle = sun
  context.fillRect(0, top, width, height - top)
  context.strokeStyle = 'rgba(20, 8, 30, 0.4)'
  context.lineWidth = 1.5
  context.beginPath()
  for (let joint = -14; joint <= 14; joint++) {
    const far = width / 2 + (joint * 70 - x) * zoom
    context.moveTo(far, top)
    context.lineTo(width / 2 + (far - width / 2) * 2.6, top + (height - top) * 1.2)
  }
  for (let row = 1; row < 7; row++) {
    const y = top + (height - top) * (row / 7) ** 1.8
    context.moveTo(0, y)
    context.lineTo(width, y)
  }
  context.stroke()
}

function paintParapet(context: CanvasRenderingContext2D, from: number, to: number): void {
  context.fillStyle = '#2b1638'
  context.fillRect(from, -floorDepth - 26, to - from, 26)
  context.fillStyle = '#a2526a'
  context.fillRect(from, -floorDepth - 29, to - from, 4)
  context.fillStyle = 'rgba(20, 8, 30, 0.45)'
  for (let x = Math.ceil(from / 56) * 56; x < to; x += 56) context.fillRect(x, -floorDepth - 25, 2, 25)
}

/** Masts stand where the stage ends. */
function paintLanterns(context: CanvasRenderingContext2D, nowMs: number): void {
  for (const side of [-1, 1]) {
    context.fillStyle = '#1d0f2b'
    context.fillRect(side * (stageHalf + 14) - 5, -cableHeight - 30, 10, cableHeight + 30 - floorDepth)
    context.fillStyle = '#ffb45e'
    context.fillRect(side * (stageHalf + 14) - 7, -floorDepth - 34, 14, 5)
  }
  context.strokeStyle = '#1d0f2b'
  context.lineWidth = 2
  context.beginPath()
  context.moveTo(-stageHalf - 14, -cableHeight - 20)
  context.quadraticCurveTo(0, -cableHeight + 46, stageHalf + 14, -cableHeight - 20)
  context.stroke()
  for (let index = -3; index <= 3; index++) {
    const x = index * lanternGap
    const share = x / (stageHalf + 14)
    const sway = Math.sin(nowMs / 900 + index * 1.7) * 0.09
    context.save()
    context.translate(x, -cableHeight + 13 - share * share * 33)
    context.rotate(sway)
    paintLantern(context, index % 2 === 0 ? '#ff7d5c' : '#ffb45e')
    context.restore()
  }
}

function paintLantern(context: CanvasRenderingContext2D, css: string): void {
  const shine = context.createRadialGradient(0, 20, 4, 0, 20, 46)
  shine.addColorStop(0, 'rgba(255, 190, 110, 0.55)')
  shine.addColorStop(1, 'rgba(255, 160, 90, 0)')
  context.fillStyle = shine
  context.fillRect(-46, -26, 92, 92)
  context.fillStyle = css
  context.beginPath()
  context.ellipse(0, 20, 13, 15, 0, 0, 2 * Math.PI)
  context.fill()
  context.fillStyle = 'rgba(255, 246, 205, 0.75)'
  context.beginPath()
  context.ellipse(0, 21, 6, 10, 0, 0, 2 * Math.PI)
  context.fill()
  context.fillStyle = '#2b1638'
  context.fillRect(-6, 3, 12, 4)
  context.fillRect(-6, 34, 12, 4)
}
