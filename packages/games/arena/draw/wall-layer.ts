import { Container, Mesh, MeshGeometry, NineSliceSprite, type Texture } from 'pixi.js'
import { arenaHalf, type Wall, walls } from '../arena.ts'
import type { Camera } from './camera.ts'
import { wallColours } from './palette.ts'
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

const rim: Wall[] = [
  {
    left: -arenaHalf - rimThickness,
    top: -arenaHalf - rimThickness,
    right: arenaHalf + rimThickness,
    bottom: -arenaHalf,
  },
  {
    left: -arenaHalf - rimThickness,
    top: arenaHalf,
    right: arenaHalf + rimThickness,
    bottom: arenaHalf + rimThickness,
  },
  { left: -arenaHalf - rimThickness, top: -arenaHalf, right: -arenaHalf, bottom: arenaHalf },
  { left: arenaHalf, top: -arenaHalf, right: arenaHalf + rimThickness, bottom: arenaHalf },
]

export class WallLayer {
  /** On the floor, beneath the players: the light that a wall's foot throws. */
  readonly ground = new Container()
  /** Above the players. */
  readonly sides: Mesh
  readonly tops = new Container()
  readonly #all = [...walls, ...rim]
  readonly #geometry: MeshGeometry

  constructor(textures: ArenaTextures) {
    this.#geometry = sidesGeometry(this.#all.length)
    this.sides = new Mesh({ geometry: this.#geometry, texture: textures.wallSide })
    for (const wall of this.#all) {
      const colour = colourOfWall(wall)
      this.ground.addChild(
        slice(textures.wallTrim, wall, 64, 30, { tint: colour, alpha: 0.28, blendMode: 'add' }),
      )
      this.tops.addChild(slice(textures.wallTop, wall, 32, 0, {}))
      this.tops.addChild(
        slice(textures.wallTrim, wall, 64, 16, { tint: colour, alpha: 0.95, blendMode: 'add' }),
      )
    }
  }

  draw(camera: Camera): void {
    camera.place(this.ground)
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

function colourOfWall(wall: Wall): number {
  const width = wall.right - wall.left
  const height = wall.bottom - wall.top
  if (width > 900 || height > 900) return wallColours.rim
  const distance = Math.hypot((wall.left + wall.right) / 2, (wall.top + wall.bottom) / 2)
  if (distance < 120) return wallColours.centre
  return Math.abs(width - height) < 10 ? wallColours.pillar : wallColours.cover
}

interface SliceLook {
  tint?: number
  alpha?: number
  blendMode?: 'add'
}

/** `margin`: units that the texture reaches beyond the wall, so that its light falls outside. */
function slice(
  texture: Texture,
  wall: Wall,
  corner: number,
  margin: number,
  look: SliceLook,
): NineSliceSprite {
  // Two pixels of texture a unit; the sprite is laid out in pixels and scaled down.
  const pixelsPerUnit = margin > 0 ? 32 / margin : 2
  const sprite = new NineSliceSprite({
    texture,
    leftWidth: corner,
    topHeight: corner,
    rightWidth: corner,
    bottomHeight: corner,
    width: (wall.right - wall.left + margin * 2) * pixelsPerUnit,
    height: (wall.bottom - wall.top + margin * 2) * pixelsPerUnit,
  })
  sprite.scale.set(1 / pixelsPerUnit)
  sprite.position.set(wall.left - margin, wall.top - margin)
  sprite.tint = look.tint ?? 0xffffff
  sprite.alpha = look.alpha ?? 1
  sprite.blendMode = look.blendMode ?? 'normal'
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
