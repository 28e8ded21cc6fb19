import { Texture } from 'pixi.js'
import { cards, crops, goods } from '../harvest.ts'
import { Brush, type Paint } from './brush.ts'
import { paintGoods } from './paint-goods.ts'
import { paintPlant, plantStages } from './paint-plants.ts'
import { can, coin, cottage, crow, glove, paintCards, scarecrow, spade, tree } from './paint-things.ts'
import { colourOf } from './palette.ts'

/** Sharp up to twice the size at which pictures are shown. */
const pixels = 160
const slotsPainted = 6

/** Everything that is painted, once as a texture for the scene and once as an address for the panels. */
export class Pictures {
  readonly #canvases = new Map<string, HTMLCanvasElement>()
  readonly #textures = new Map<string, Texture>()
  readonly #urls = new Map<string, string>()

  constructor() {
    for (const good of goods) this.#paint(good, paintGoods[good])
    for (const card of cards) this.#paint(`card-${card}`, paintCards[card])
    for (const crop of crops) {
      for (let stage = 0; stage < plantStages; stage++)
        this.#paint(`${crop}-${stage}`, (brush) => paintPlant(brush, crop, stage))
    }
    for (let slot = 0; slot < slotsPainted; slot++) {
      this.#paint(`cottage-${slot}`, cottage(colourOf(slot)))
      this.#paint(`glove-${slot}`, glove(colourOf(slot)))
    }
    for (const [name, paint] of Object.entries({ crow, scarecrow, tree, can, coin, spade }))
      this.#paint(name, paint)
  }

  texture(name: string): Texture {
    const known = this.#textures.get(name)
    if (known) return known
    const texture = Texture.from(this.#canvas(name))
    this.#textures.set(name, texture)
    return texture
  }

  url(name: string): string {
    const known = this.#urls.get(name)
    if (known) return known
    const url = this.#canvas(name).toDataURL()
    this.#urls.set(name, url)
    return url
  }

  destroy(): void {
    for (const texture of this.#textures.values()) texture.destroy(true)
  }

  #canvas(name: string): HTMLCanvasElement {
    const canvas = this.#canvases.get(name)
    if (!canvas) throw new RangeError(`no picture ${name}`)
    return canvas
  }

  #paint(name: string, paint: Paint): void {
    const canvas = document.createElement('canvas')
    canvas.width = pixels
    canvas.height = pixels
    const context = canvas.getContext('2d')
    if (!context) throw new Error('this browser has no canvas')
    // A margin for outlines that reach over the square's edge.
    context.setTransform(pixels / 112, 0, 0, pixels / 112, (6 * pixels) / 112, (6 * pixels) / 112)
    paint(new Brush(context))
    this.#canvases.set(name, canvas)
  }
}
