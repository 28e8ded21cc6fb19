import { Container, Sprite, type Texture } from 'pixi.js'

/** A tint along the four edges of the screen. The middle, which would be clear, is not drawn at all. */
export class Edges {
  readonly container = new Container()
  readonly #sides: Sprite[]

  /** `texture` fades out from its left to its right. */
  constructor(texture: Texture, tint: number) {
    this.#sides = [0, 1, 2, 3].map((quarter) => {
      const side = new Sprite(texture)
      side.tint = tint
      side.rotation = (quarter * Math.PI) / 2
      return this.container.addChild(side)
    })
  }

  /** `reach`: how far in, as a share of the screen's height. */
  resize(width: number, height: number, reach: number): void {
    const depth = height * reach
    const places = [
      { x: 0, y: 0, length: height },
      { x: width, y: 0, length: width },
      { x: width, y: height, length: height },
      { x: 0, y: height, length: width },
    ]
    this.#sides.forEach((side, i) => {
      const { x, y, length } = places[i] as (typeof places)[number]
      side.position.set(x, y)
      side.setSize(depth, length)
    })
  }
}
