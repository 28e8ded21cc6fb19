import { Container, Sprite, TilingSprite } from 'pixi.js'
import { type ArenaWorld, arenaHalf, padSteps, pads } from '../arena.ts'
import type { Camera } from './camera.ts'
import { padColours, wallColours } from './palette.ts'
import type { ArenaTextures } from './textures.ts'

const unitsPerFloorTile = 100
/** The lights below move at half the floor's pace, which makes them look far away. */
const abyssParallax = 0.5
const abyssScale = 1.5

interface PadSprites {
  base: Sprite
  icon: Sprite
  light: Sprite
}

/** The lights below, the floor, its emblem, and the pads on it. */
export class FloorLayer {
  readonly abyss: TilingSprite
  readonly ground = new Container()
  readonly #pads: PadSprites[]

  constructor(textures: ArenaTextures) {
    this.abyss = new TilingSprite({ texture: textures.abyss, width: 1, height: 1 })
    const floor = new TilingSprite({ texture: textures.floor, width: arenaHalf * 2, height: arenaHalf * 2 })
    floor.position.set(-arenaHalf)
    floor.tileScale.set(unitsPerFloorTile / textures.floor.width)
    const emblem = centred(new Sprite(textures.emblem))
    emblem.setSize(520)
    emblem.tint = wallColours.rim
    emblem.alpha = 0.34
    emblem.blendMode = 'add'
    this.ground.addChild(floor, emblem)
    this.#pads = pads.map((pad) => {
      const colour = padColours[pad.kind]
      const light = centred(new Sprite(textures.glow))
      const base = centred(new Sprite(textures.pad))
      const icon = centred(new Sprite(pad.kind === 'health' ? textures.health : textures.overcharge))
      for (const sprite of [light, base, icon]) {
        sprite.position.set(pad.x, pad.y)
        sprite.tint = colour
        sprite.blendMode = 'add'
        this.ground.addChild(sprite)
      }
      return { base, icon, light }
    })
  }

  draw(world: ArenaWorld, camera: Camera, nowMs: number): void {
    camera.place(this.ground)
    this.abyss.setSize(camera.width, camera.height)
    const scale = abyssScale * camera.zoom
    this.abyss.tileScale.set(scale * 0.7)
    this.abyss.tilePosition.set(
      camera.width / 2 - camera.x * camera.zoom * abyssParallax,
      camera.height / 2 - camera.y * camera.zoom * abyssParallax,
    )
    this.#pads.forEach((sprites, i) => {
      const timer = world.padTimers[i] ?? 0
      const kind = pads[i]?.kind ?? 'health'
      const back = 1 - timer / padSteps[kind]
      const pulse = 0.5 + 0.5 * Math.sin(nowMs / 260 + i)
      const isReady = timer === 0
      sprites.base.setSize(isReady ? 58 + pulse * 4 : 40 + back * 14)
      sprites.base.rotation = nowMs / (isReady ? 1400 : 5000)
      sprites.base.alpha = isReady ? 0.95 : 0.18 + back * 0.3
      sprites.icon.visible = isReady
      sprites.icon.setSize(30 + pulse * 5)
      sprites.light.setSize(isReady ? 120 + pulse * 26 : 60)
      sprites.light.alpha = isReady ? 0.55 : 0.12
    })
  }
}

function centred(sprite: Sprite): Sprite {
  sprite.anchor.set(0.5)
  return sprite
}
