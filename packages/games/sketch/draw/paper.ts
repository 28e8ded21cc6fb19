import { paperHeight, paperWidth, type SketchWorld, type Stroke } from '../sketch.ts'
import { penColours, penWidths } from './palette.ts'
import { paintTable, type Sheet } from './table.ts'

/** Room around the paper for what the page and the game show there, in CSS pixels. */
interface Margins {
  readonly side: number
  readonly top: number
  readonly bottom: number
}

const broad: Margins = { side: 312, top: 126, bottom: 100 }
/** The side on a page that is broad but not very. */
const sideShare = 0.235
/** A phone held upright: scores above, pens below. */
const upright: Margins = { side: 12, top: 262, bottom: 170 }
/** A phone held across: scores and pens at the sides. */
const across: Margins = { side: 176, top: 84, bottom: 62 }
const broadPage = 900
const lowPage = 520

/** The sheet that is drawn on, and where it lies on the page. */
export class Paper {
  readonly canvas = document.createElement('canvas')
  readonly #context = this.canvas.getContext('2d', { alpha: false }) as CanvasRenderingContext2D
  readonly #table = document.createElement('canvas')
  readonly #tableContext = this.#table.getContext('2d', { alpha: false }) as CanvasRenderingContext2D
  readonly #picture = document.createElement('canvas')
  readonly #pictureContext = this.#picture.getContext('2d') as CanvasRenderingContext2D
  #size = { width: 1, height: 1 }
  #sheet: Sheet = { left: 0, top: 0, width: 1, height: 1 }
  #scale = 1
  #shownKey = ''

  constructor() {
    this.canvas.className = 'sketch-paper'
    // Above the shade that the page lays on its lower end, for there are pens and, on low pages, paper.
    this.canvas.style.cssText = 'position:absolute;inset:0;width:100%;height:100%;touch-action:none;z-index:1'
  }

  get sheet(): Sheet {
    return this.#sheet
  }

  resize(width: number, height: number): void {
    const ratio = Math.min(2, globalThis.devicePixelRatio || 1)
    const { side, top, bottom } = marginsOf(width, height)
    const room = height - top - bottom
    this.#scale = Math.max(0.1, Math.min((width - 2 * side) / paperWidth, room / paperHeight))
    const size = { width: paperWidth * this.#scale, height: paperHeight * this.#scale }
    const isTall = width < height
    this.#size = { width, height }
    this.#sheet = {
      ...size,
      left: (width - size.width) / 2,
      top: top + (isTall ? Math.min(24, (room - size.height) / 2) : (room - size.height) / 2),
    }
    for (const [canvas, context] of [
      [this.canvas, this.#context],
      [this.#table, this.#tableContext],
    ] as const) {
      canvas.width = width * ratio
      canvas.height = height * ratio
      context.setTransform(ratio, 0, 0, ratio, 0, 0)
    }
    this.#picture.width = Math.ceil(size.width * ratio)
    this.#picture.height = Math.ceil(size.height * ratio)
    this.#pictureContext.setTransform(this.#scale * ratio, 0, 0, this.#scale * ratio, 0, 0)
    this.#shownKey = ''
    paintTable(this.#tableContext, width, height, this.#sheet)
  }

  isOn(x: number, y: number): boolean {
    const { left, top, width, height } = this.#sheet
    return x >= left && y >= top && x <= left + width && y <= top + height
  }

  /** Units of the paper; the nearest place on it for what is beside it. */
  at(x: number, y: number): { x: number; y: number } {
    return {
      x: Math.min(paperWidth, Math.max(0, (x - this.#sheet.left) / this.#scale)),
      y: Math.min(paperHeight, Math.max(0, (y - this.#sheet.top) / this.#scale)),
    }
  }

  /** Leaves the context over the whole page for what is to be drawn above all else. */
  draw(world: SketchWorld, own: readonly Stroke[], isOwnTurn: boolean): CanvasRenderingContext2D {
    const context = this.#context
    const { left, top, width, height } = this.#sheet
    this.#keepPicture(world)
    context.drawImage(this.#table, 0, 0, this.#size.width, this.#size.height)
    context.save()
    context.translate(left, top)
    context.drawImage(this.#picture, 0, 0, width, height)
    context.beginPath()
    context.rect(0, 0, width, height)
    context.clip()
    context.scale(this.#scale, this.#scale)
    for (const stroke of own) trace(context, stroke)
    context.restore()
    if (!isOwnTurn) this.#drawPen(world)
    return context
  }

  /** The strokes that all have are painted once, and again only when they change. */
  #keepPicture({ strokes }: SketchWorld): void {
    const last = strokes.size - 1
    const key = last < 0 ? '' : `${last} ${strokes.keyAt(last)} ${strokes.valueAt(last).points.length}`
    if (key === this.#shownKey) return
    this.#shownKey = key
    this.#pictureContext.clearRect(0, 0, paperWidth, paperHeight)
    for (let index = 0; index < strokes.size; index++) trace(this.#pictureContext, strokes.valueAt(index))
  }

  /** The drawer's hand, as the others see it: a crayon whose point is where it draws. */
  #drawPen(world: SketchWorld): void {
    const drawer = world.players.get(world.drawer - 1)
    if (!drawer || world.phase !== 'drawing') return
    const context = this.#context
    const lift = drawer.isDown ? 0 : 8
    context.save()
    context.translate(
      this.#sheet.left + drawer.x * this.#scale,
      this.#sheet.top + drawer.y * this.#scale - lift,
    )
    context.rotate(0.62)
    const css = penColours[drawer.colour] ?? '#000'
    context.shadowColor = 'rgba(20, 10, 30, 0.45)'
    context.shadowBlur = 6 + lift
    context.shadowOffsetY = 4 + lift
    context.beginPath()
    context.moveTo(0, 0)
    context.lineTo(7, -16)
    context.lineTo(7, -62)
    context.lineTo(-7, -62)
    context.lineTo(-7, -16)
    context.closePath()
    context.fillStyle = css
    context.fill()
    context.shadowColor = 'transparent'
    context.strokeStyle = 'rgba(20, 10, 30, 0.55)'
    context.lineWidth = 1.5
    context.stroke()
    context.fillStyle = 'rgba(255, 255, 255, 0.3)'
    context.fillRect(-4, -60, 4, 42)
    context.restore()
  }
}

function marginsOf(width: number, height: number): Margins {
  if (height < lowPage) return across
  if (width < broadPage) return upright
  return { ...broad, side: Math.min(broad.side, width * sideShare) }
}

function trace(context: CanvasRenderingContext2D, { colour, width, points }: Stroke): void {
  const [first, ...rest] = points
  if (!first) return
  context.beginPath()
  context.lineCap = 'round'
  context.lineJoin = 'round'
  context.strokeStyle = penColours[colour] ?? '#000'
  context.lineWidth = penWidths[width] ?? 10
  context.moveTo(first.x, first.y)
  if (rest.length === 0) context.lineTo(first.x + 0.1, first.y)
  for (const [index, point] of rest.entries()) {
    const next = rest[index + 1]
    // Through the middles of the pieces, with the points as what they bend to.
    if (next) context.quadraticCurveTo(point.x, point.y, (point.x + next.x) / 2, (point.y + next.y) / 2)
    else context.lineTo(point.x, point.y)
  }
  context.stroke()
}
