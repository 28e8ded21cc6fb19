import { Container, Mesh, MeshGeometry, NineSliceSprite, type Texture } from 'pixi.js'
import { type Layout, layouts, type Wall } from '../arena.ts'
import type { Camera } from './camera.ts'
import { colourOfWall } from './palette.ts'
import type { ArenaTextures } from './textures.ts'

/**
 * Walls stand up: their tops are drawn nearer to the eye than the floor, around the middle of the screen, and a mesh of
 * side faces joins each top to its base. The faces are laid anew for each picture, since they depend on the camera.
 */
const topDepth = 1.085
const rimThickness = 60
const facesPerWall = 4
/** Which column of the side's texture a face looking up, left, down, right takes: the light comes from the upper left. */
const columnOfFace = [0, 1, 2, 3]

export class WallLayer {
  readonly sides: Mesh
  readonly tops = new Container()
  readonly #textures: ArenaTextures
  #all: readonly Wall[] = []
  #geometry: MeshGeometry

  constructor(textures: ArenaTextures) {
    this.#textures = textures
    this.#geometry = sidesGeometry(0)
    this.sides = new Mesh({ geometry: this.#geometry, texture: textures.wallSide })
    this.use(layouts.small)
  }

  use({ walls, half }: Layout): void {
    this.#all = [...walls, ...rimOf(half)]
    const before = this.#geometry
    this.#geometry = sidesGeometry(this.#all.length)
    this.sides.geometry = this.#geometry
    before.destroy()
    for (const top of this.tops.removeChildren()) top.destroy()
    for (const wall of this.#all)
      this.tops.addChild(slab(this.#textures.wallTops[colourOfWall(wall)] as Texture, wall))
  }

  draw(camera: Camera): void {
    camera.place(this.sides)
    camera.place(this.tops, topDepth)
    const positions = this.#geometry.positions
    let at = 0
    const put = (x: number, y: number) => {
      positions[at++] = x
      positions[at++] = y
    }
    const raised = (x: number, centre: number) => centre + (x - centre) * topDepth
    for (const { left, top, right, bottom } of this.#all) {
      const corners = [left, top, right, top, right, bottom, left, bottom, left, top]
      for (let face = 0; face < facesPerWall; face++) {
        const ax = corners[face * 2] as number
        const ay = corners[face * 2 + 1] as number
        const bx = corners[face * 2 + 2] as number
        const by = corners[face * 2 + 3] as number
        // A face turned away from the eye is hidden by the top; drawing it would let it stick out.
        const isSeen = [camera.y < top, camera.x > right, camera.y > bottom, camera.x < left][face]
        put(isSeen ? raised(ax, camera.x) : ax, isSeen ? raised(ay, camera.y) : ay)
        put(isSeen ? raised(bx, camera.x) : ax, isSeen ? raised(by, camera.y) : ay)
        put(isSeen ? bx : ax, isSeen ? by : ay)
        put(ax, ay)
      }
    }
    this.#geometry.getBuffer('aPosition').update()
  }
}

function rimOf(half: number): Wall[] {
  const outer = half + rimThickness
  return [
    { left: -outer, top: -outer, right: outer, bottom: -half },
    { left: -outer, top: half, right: outer, bottom: outer },
    { left: -outer, top: -half, right: -half, bottom: half },
    { left: half, top: -half, right: outer, bottom: half },
  ]
}

/** The texture is laid out in pixels, of which it has two a unit, and scaled down. */
const pixelsPerUnit = 2
/** How far the edge's light reaches beyond the wall, and how much of a slab's corner must not be stretched. */
const marginPixels = 32
const cornerPixels = 64

function slab(texture: Texture, { left, top, right, bottom }: Wall): NineSliceSprite {
  const sprite = new NineSliceSprite({
    texture,
    leftWidth: cornerPixels,
    topHeight: cornerPixels,
    rightWidth: cornerPixels,
    bottomHeight: cornerPixels,
    width: (right - left) * pixelsPerUnit + 2 * marginPixels,
    height: (bottom - top) * pixelsPerUnit + 2 * marginPixels,
  })
  sprite.scale.set(1 / pixelsPerUnit)
  sprite.position.set(left - marginPixels / pixelsPerUnit, top - marginPixels / pixelsPerUnit)
  return sprite
}

function sidesGeometry(wallCount: number): MeshGeometry {
  const faces = wallCount * facesPerWall
  const uvs = new Float32Array(faces * 8)
  const indices = new Uint32Array(faces * 6)
  for (let face = 0; face < faces; face++) {
    const u = ((columnOfFace[face % facesPerWall] as number) + 0.5) / facesPerWall
    uvs.set([u, 0.02, u, 0.02, u, 0.98, u, 0.98], face * 8)
    const first = face * 4
    indices.set([first, first + 1, first + 2, first, first + 2, first + 3], face * 6)
  }
  return new MeshGeometry({ positions: new Float32Array(faces * 8), uvs, indices })
}
