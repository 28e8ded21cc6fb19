import { Container, Mesh, MeshGeometry, Sprite } from 'pixi.js'
import { type ArenaWorld, type Layout, layouts, type Pad, padSteps, squareHalf } from '../arena.ts'
import type { Camera } from './camera.ts'
import { groundUnits, paintGround } from './ground-map.ts'
import { padColours } from './palette.ts'
import type { ArenaTextures } from './textures.ts'

/** The lights beyond move at half the floor's pace, which makes them look far away. */
const abyssParallax = 0.5
const abyssUnits = 700
/** So far beyond the rim the walls' sides hide what is outside. */
const rimHidden = 55

interface PadSprites {
  base: Sprite
  icon: Sprite
  light: Sprite
}

/** What lies beyond the rim, the floor, and the pads on it. */
export class FloorLayer {
  readonly abyss: Mesh
  readonly ground = new Container()
  readonly pads = new Container()
  readonly #textures: ArenaTextures
  readonly #groundTexture = paintGround()
  #layout = layouts.small
  #padSprites: PadSprites[] = []

  constructor(textures: ArenaTextures) {
    this.#textures = textures
    this.abyss = opaqueQuad(textures.abyss)
    this.use(layouts.small)
  }

  use(layout: Layout): void {
    this.#layout = layout
    for (const child of [...this.ground.removeChildren(), ...this.pads.removeChildren()]) child.destroy()
    // Squares of the large arena meet: of each, what is beyond its rim is left out.
    const reach = layout.squares.length === 1 ? groundUnits / 2 : squareHalf
    const inset = 0.5 - reach / groundUnits
    for (const { x, y } of layout.squares) {
      const quad = opaqueQuad(this.#groundTexture, inset)
      layQuad(quad, x - reach, y - reach, x + reach, y + reach)
      this.ground.addChild(quad)
    }
    this.#padSprites = this.#makePads(layout.pads)
  }

  #makePads(pads: readonly Pad[]): PadSprites[] {
    const textures = this.#textures
    return pads.map((pad) => {
      const colour = padColours[pad.kind]
      const light = new Sprite(textures.glow)
      const base = new Sprite(textures.pad)
      const icon = new Sprite(pad.kind === 'health' ? textures.health : textures.overcharge)
      for (const sprite of [light, base, icon]) {
        sprite.anchor.set(0.5)
        sprite.position.set(pad.x, pad.y)
        sprite.tint = colour
        sprite.blendMode = 'add'
        this.pads.addChild(sprite)
      }
      return { base, icon, light }
    })
  }

  draw(world: ArenaWorld, camera: Camera, nowMs: number): void {
    camera.place(this.ground)
    camera.place(this.pads)
    this.#drawAbyss(camera)
    this.#padSprites.forEach((sprites, i) => {
      const timer = world.padTimers[i] ?? 0
      const { kind, x, y } = this.#layout.pads[i] as Pad
      for (const sprite of [sprites.base, sprites.icon, sprites.light]) sprite.visible = camera.sees(x, y, 70)
      if (!sprites.base.visible) return
      const back = 1 - timer / padSteps[kind]
      const pulse = 0.5 + 0.5 * Math.sin(nowMs / 260 + i)
      const isReady = timer === 0
      sprites.base.setSize(isReady ? 58 + pulse * 4 : 40 + back * 14)
      sprites.base.rotation = nowMs / (isReady ? 1400 : 5000)
      sprites.base.alpha = isReady ? 0.95 : 0.18 + back * 0.3
      sprites.icon.visible = isReady
      sprites.icon.setSize(30 + pulse * 5)
      sprites.light.setSize(isReady ? 110 + pulse * 20 : 56)
      sprites.light.alpha = isReady ? 0.6 : 0.14
    })
  }

  #drawAbyss(camera: Camera): void {
    const halfWidth = camera.width / 2 / camera.scale
    const halfHeight = camera.height / 2 / camera.scale
    const rimOuter = this.#layout.half + rimHidden
    this.abyss.visible =
      Math.abs(camera.x) + halfWidth > rimOuter || Math.abs(camera.y) + halfHeight > rimOuter
    if (!this.abyss.visible) return
    layQuad(this.abyss, 0, 0, camera.width, camera.height)
    const { uvs } = this.abyss.geometry as MeshGeometry
    const left = (camera.x * abyssParallax - halfWidth) / abyssUnits
    const top = (camera.y * abyssParallax - halfHeight) / abyssUnits
    const right = left + (2 * halfWidth) / abyssUnits
    const bottom = top + (2 * halfHeight) / abyssUnits
    uvs.set([left, top, right, top, right, bottom, left, bottom])
    this.abyss.geometry.getBuffer('aUV').update()
  }
}

/** Without blending: what is behind it needs no reading. */
function opaqueQuad(texture: Sprite['texture'], inset = 0): Mesh {
  const [near, far] = [inset, 1 - inset]
  const geometry = new MeshGeometry({
    positions: new Float32Array(8),
    uvs: new Float32Array([near, near, far, near, far, far, near, far]),
    indices: new Uint32Array([0, 1, 2, 0, 2, 3]),
  })
  geometry.batchMode = 'no-batch'
  const quad = new Mesh({ geometry, texture })
  quad.state.blend = false
  return quad
}

function layQuad(quad: Mesh, left: number, top: number, right: number, bottom: number): void {
  const { positions } = quad.geometry as MeshGeometry
  positions.set([left, top, right, top, right, bottom, left, bottom])
  quad.geometry.getBuffer('aPosition').update()
}
