import type { Container } from 'pixi.js'
import { squareHalf } from '../arena.ts'

/** Units of floor shown, as an area: wide and narrow screens see the same amount. */
const areaShown = 820 * 470
/** On a small screen ships would become too small to aim at, so less of the floor is shown. */
const areaShownOnSmallScreen = 640 * 340
const smallScreenPixels = 480

/** How much of the way the camera goes in a second, as an exponent. */
const follow = 7
const shakeUnitsMax = 13
const shakeFadePerSecond = 2.2
/** The view may show this much beyond the rim: enough to keep a ship in a corner clear of the readouts. */
const beyondRim = 150

/** Follows a point softly, looks ahead to where the player aims, and shakes. */
export class Camera {
  x = 0
  y = 0
  zoom = 1
  shakes = true
  #shake = 0
  #punch = 0
  #shakeX = 0
  #shakeY = 0
  width = 1
  height = 1
  /** The arena reaches so far from its middle. */
  half = squareHalf

  resize(width: number, height: number): void {
    this.width = width
    this.height = height
    const area = Math.min(width, height) <= smallScreenPixels ? areaShownOnSmallScreen : areaShown
    this.zoom = Math.sqrt((width * height) / area)
  }

  jumpTo(x: number, y: number): void {
    this.x = x
    this.y = y
  }

  follow(x: number, y: number, seconds: number): void {
    const share = 1 - Math.exp(-follow * seconds)
    this.x += (this.#within(x, this.width) - this.x) * share
    this.y += (this.#within(y, this.height) - this.y) * share
    this.#shake = Math.max(0, this.#shake - shakeFadePerSecond * seconds)
    this.#punch *= Math.exp(-9 * seconds)
    const reach = this.shakes ? this.#shake * this.#shake * shakeUnitsMax : 0
    this.#shakeX = (Math.random() * 2 - 1) * reach
    this.#shakeY = (Math.random() * 2 - 1) * reach
  }

  /** `strength` from 0 to 1; shakes add up, and what is felt grows with their square. */
  shake(strength: number): void {
    this.#shake = Math.min(1, this.#shake + strength)
  }

  punch(strength: number): void {
    if (this.shakes) this.#punch = strength
  }

  place(container: Container, depth = 1): void {
    const scale = this.scale * depth
    container.scale.set(scale)
    container.position.set(
      this.width / 2 - (this.x + this.#shakeX) * scale,
      this.height / 2 - (this.y + this.#shakeY) * scale,
    )
  }

  get scale(): number {
    return this.zoom * (1 + this.#punch)
  }

  sees(x: number, y: number, margin: number): boolean {
    return (
      Math.abs(x - this.x) < this.width / 2 / this.zoom + margin &&
      Math.abs(y - this.y) < this.height / 2 / this.zoom + margin
    )
  }

  toScreen(x: number, y: number): { x: number; y: number } {
    return {
      x: this.width / 2 + (x - this.x - this.#shakeX) * this.scale,
      y: this.height / 2 + (y - this.y - this.#shakeY) * this.scale,
    }
  }

  #within(at: number, pixels: number): number {
    const reach = Math.max(0, this.half + beyondRim - pixels / 2 / this.zoom)
    return Math.min(reach, Math.max(-reach, at))
  }
}
