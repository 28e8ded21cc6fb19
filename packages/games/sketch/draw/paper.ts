import { paperHeight, paperWidth, type SketchWorld, type Stroke } from '../sketch.ts'
import { penColours, penWidths } from './palette.ts'

/** Room around the paper for what the page and the game show there, in CSS pixels: left and right, above, below. */
const margins = { wide: 290, narrow: 12, top: 122, bottom: 96 }
const narrowPage = 900

/** The sheet that is drawn on, and where it lies on the page. */
export class Paper {
  readonly canvas = document.createElement('canvas')
  readonly #context = this.canvas.getContext('2d') as CanvasRenderingContext2D
  readonly #picture = document.createElement('canvas')
  readonly #pictureContext = this.#picture.getContext('2d') as CanvasRenderingContext2D
  #left = 0
  #top = 0
  #scale = 1
  #shownKey = ''

  constructor() {
    this.canvas.className = 'sketch-paper'
    this.canvas.style.cssText = 'position:absolute;inset:0;width:100%;height:100%;touch-action:none'
  }

  resize(width: number, height: number): void {
    const ratio = Math.min(2, globalThis.devicePixelRatio || 1)
    this.canvas.width = width * ratio
    this.canvas.height = height * ratio
    this.#context.setTransform(ratio, 0, 0, ratio, 0, 0)
    const side = width < narrowPage ? margins.narrow : margins.wide
    this.#scale = Math.max(
      0.1,
      Math.min((width - 2 * side) / paperWidth, (height - margins.top - margins.bottom) / paperHeight),
    )
    this.#left = (width - paperWidth * this.#scale) / 2
    this.#top = margins.top + (height - margins.top - margins.bottom - paperHeight * this.#scale) / 2
    this.#picture.width = Math.ceil(paperWidth * this.#scale * ratio)
    this.#picture.height = Math.ceil(paperHeight * this.#scale * ratio)
    this.#pictureContext.setTransform(this.#scale * ratio, 0, 0, this.#scale * ratio, 0, 0)
    this.#shownKey = ''
  }

  /** Units of the paper; undefined beside it. */
  at(x: number, y: number): { x: number; y: number } | undefined {
    const onPaper = { x: (x - this.#left) / this.#scale, y: (y - this.#top) / this.#scale }
    const isInside = onPaper.x >= 0 && onPaper.y >= 0 && onPaper.x <= paperWidth && onPaper.y <= paperHeight
    return isInside ? onPaper : undefined
  }

  draw(world: SketchWorld, own: readonly Stroke[], nowMs: number): void {
    const context = this.#context
    const [width, height] = [paperWidth * this.#scale, paperHeight * this.#scale]
    this.#paintDesk(nowMs)
    context.save()
    context.translate(this.#left, this.#top)
    context.shadowColor = 'rgba(0, 0, 0, 0.45)'
    context.shadowBlur = 32
    context.shadowOffsetY = 10
    context.fillStyle = '#fffdf6'
    context.fillRect(0, 0, width, height)
    context.shadowColor = 'transparent'
    this.#keepPicture(world)
    context.drawImage(this.#picture, 0, 0, width, height)
    context.beginPath()
    context.rect(0, 0, width, height)
    context.clip()
    context.scale(this.#scale, this.#scale)
    for (const stroke of own) trace(context, stroke)
    this.#drawPen(world)
    context.restore()
  }

  #paintDesk(nowMs: number): void {
    const context = this.#context
    const { clientWidth: width, clientHeight: height } = this.canvas
    const light = context.createRadialGradient(
      width / 2,
      height * (0.4 + 0.01 * Math.sin(nowMs / 4000)),
      60,
      width / 2,
      height / 2,
      Math.max(width, height) * 0.75,
    )
    light.addColorStop(0, '#3c3f74')
    light.addColorStop(1, '#12122b')
    context.fillStyle = light
    context.fillRect(0, 0, width, height)
  }

  /** The strokes that all have are painted once, and again only when they change. */
  #keepPicture({ strokes }: SketchWorld): void {
    const key = `${strokes.size} ${strokes.size > 0 ? strokes.keyAt(strokes.size - 1) : ''}`
    if (key === this.#shownKey) return
    this.#shownKey = key
    this.#pictureContext.clearRect(0, 0, paperWidth, paperHeight)
    for (let index = 0; index < strokes.size; index++) trace(this.#pictureContext, strokes.valueAt(index))
  }

  #drawPen(world: SketchWorld): void {
    const drawer = world.players.get(world.drawer - 1)
    if (!drawer || world.phase !== 'drawing') return
    const context = this.#context
    context.beginPath()
    context.arc(drawer.x, drawer.y, (penWidths[drawer.width] ?? 10) / 2 + 5, 0, 2 * Math.PI)
    context.lineWidth = 2.5
    context.strokeStyle = drawer.isDown ? (penColours[drawer.colour] ?? '#000') : 'rgba(60, 60, 90, 0.45)'
    context.stroke()
  }
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
