import { CanvasSource, Rectangle, Texture } from 'pixi.js'

const atlasWidth = 2048
const atlasHeight = 512
/** Empty pixels around each texture, so that its smaller mipmaps don't take in the neighbours. */
const gap = 8

export type Painter = (pen: CanvasRenderingContext2D, width: number, height: number) => void

/**
 * One large canvas that holds all textures of sprites. With a texture for each sprite, pixi chooses among up to 16 in
 * every pixel's shader, which a slow machine feels more than anything else; from one, sprites need no choice.
 */
export class Atlas {
  readonly #canvas = document.createElement('canvas')
  readonly #pen: CanvasRenderingContext2D
  readonly #source: CanvasSource
  #x = gap
  #y = gap
  #rowHeight = 0

  constructor() {
    this.#canvas.width = atlasWidth
    this.#canvas.height = atlasHeight
    const pen = this.#canvas.getContext('2d')
    if (!pen) throw new Error('This browser cannot draw on a canvas')
    pen.lineJoin = 'round'
    pen.lineCap = 'round'
    this.#pen = pen
    this.#source = new CanvasSource({
      resource: this.#canvas,
      autoGenerateMipmaps: true,
      // From one mipmap, not between two: half the work in each pixel.
      mipmapFilter: 'nearest',
    })
  }

  /** To be called for the tallest first: textures are set in rows. */
  paint(width: number, height: number, painter: Painter): Texture {
    if (this.#x + width + gap > atlasWidth) {
      this.#x = gap
      this.#y += this.#rowHeight + gap
      this.#rowHeight = 0
    }
    if (this.#y + height + gap > atlasHeight) throw new RangeError('the atlas is full')
    const pen = this.#pen
    pen.save()
    pen.translate(this.#x, this.#y)
    pen.beginPath()
    pen.rect(0, 0, width, height)
    pen.clip()
    painter(pen, width, height)
    pen.restore()
    const frame = new Rectangle(this.#x, this.#y, width, height)
    this.#x += width + gap
    this.#rowHeight = Math.max(this.#rowHeight, height)
    return new Texture({ source: this.#source, frame })
  }
}

/** A texture of its own, which can be repeated. */
export function paintTile(size: number, painter: Painter): Texture {
  const canvas = document.createElement('canvas')
  canvas.width = size
  canvas.height = size
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('This browser cannot draw on a canvas')
  painter(pen, size, size)
  const source = new CanvasSource({
    resource: canvas,
    addressMode: 'repeat',
  })
  return new Texture({ source })
}
