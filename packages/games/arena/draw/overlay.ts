import { Container, Sprite } from 'pixi.js'
import { Edges } from './edges.ts'
import { Minimap } from './minimap.ts'
import type { ArenaTextures } from './textures.ts'

const minimapPixels = { large: 158, small: 92 }
const smallScreenPixels = 480
const edgePixels = 14
const directionLifeMs = 900

/** What lies on the glass rather than in the arena: crosshair, hit marker, damage, minimap. In CSS pixels. */
export class Overlay {
  readonly container = new Container()
  readonly minimap = new Minimap()
  flashes = true

  set hasVignette(hasVignette: boolean) {
    this.#vignette.container.visible = hasVignette
  }

  readonly #vignette: Edges
  readonly #hurt: Edges
  readonly #direction: Sprite
  readonly #crosshair: Sprite
  readonly #hitMarker: Sprite
  #hurtStrength = 0
  #directionAgeMs = directionLifeMs
  #hitAgeMs = 1000
  #hitIsKill = false
  #width = 1
  #height = 1

  constructor(textures: ArenaTextures) {
    this.#vignette = new Edges(textures.edge, 0x02030a)
    this.#vignette.container.alpha = 0.8
    this.#hurt = new Edges(textures.edge, 0xff2244)
    this.#direction = centred(new Sprite(textures.chevron), 0xff4466, 44)
    this.#crosshair = centred(new Sprite(textures.crosshair), 0xbff6ff, 44)
    this.#hitMarker = centred(new Sprite(textures.hitMarker), 0xffffff, 52)
    this.container.addChild(
      this.#vignette.container,
      this.#hurt.container,
      this.minimap.container,
      this.#direction,
      this.#crosshair,
      this.#hitMarker,
    )
  }

  resize(width: number, height: number): void {
    this.#width = width
    this.#height = height
    this.#vignette.resize(width, height, 0.16)
    this.#hurt.resize(width, height, 0.24)
    const isSmall = Math.min(width, height) <= smallScreenPixels
    const size = isSmall ? minimapPixels.small : minimapPixels.large
    this.minimap.place(width - edgePixels - 4, edgePixels + 4, size)
  }

  hurt(strength: number, angle: number | undefined): void {
    if (this.flashes) this.#hurtStrength = Math.min(1, this.#hurtStrength + strength)
    if (angle === undefined) return
    this.#direction.rotation = angle
    this.#directionAgeMs = 0
  }

  hit(isKill: boolean): void {
    this.#hitAgeMs = 0
    this.#hitIsKill = isKill
  }

  draw(
    milliseconds: number,
    crosshair: { x: number; y: number } | undefined,
    lowHp: number,
    nowMs: number,
  ): void {
    this.#hurtStrength *= Math.exp((-3.2 * milliseconds) / 1000)
    const heartbeat = this.flashes ? 0.5 + 0.5 * Math.sin(nowMs / 190) : 0.5
    const hurt = Math.min(0.85, this.#hurtStrength + lowHp * (0.26 + 0.2 * heartbeat))
    this.#hurt.container.alpha = hurt
    this.#hurt.container.visible = hurt > 0.02
    this.#directionAgeMs += milliseconds
    this.#direction.alpha = Math.max(0, 1 - this.#directionAgeMs / directionLifeMs)
    const reach = Math.min(this.#width, this.#height) * 0.3
    this.#direction.position.set(
      this.#width / 2 + Math.cos(this.#direction.rotation) * reach,
      this.#height / 2 + Math.sin(this.#direction.rotation) * reach,
    )
    this.#hitAgeMs += milliseconds
    this.#crosshair.visible = crosshair !== undefined
    const shownMs = this.#hitIsKill ? 420 : 190
    this.#hitMarker.visible = crosshair !== undefined && this.#hitAgeMs < shownMs
    if (!crosshair) return
    this.#crosshair.position.set(crosshair.x, crosshair.y)
    this.#hitMarker.position.set(crosshair.x, crosshair.y)
    this.#hitMarker.tint = this.#hitIsKill ? 0xff4466 : 0xffffff
    this.#hitMarker.alpha = 1 - this.#hitAgeMs / shownMs
    this.#hitMarker.setSize((this.#hitIsKill ? 72 : 50) + (this.#hitAgeMs / shownMs) * 10)
  }
}

function centred(sprite: Sprite, tint: number, size: number): Sprite {
  sprite.anchor.set(0.5)
  sprite.setSize(size)
  sprite.tint = tint
  sprite.alpha = 0.95
  return sprite
}
