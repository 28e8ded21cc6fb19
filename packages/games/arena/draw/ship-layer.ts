import { Container, Graphics, Sprite, Text } from 'pixi.js'
import { type ArenaPlayer, hpMax, isDashing, overchargeTicks, playerRadius, speedMax } from '../arena.ts'
import type { Camera } from './camera.ts'
import { colourOf, padColours } from './palette.ts'
import { type ArenaTextures, shipPixelsPerUnit } from './textures.ts'

export const muzzleDistance = playerRadius + 8
const recoilUnits = 4
const arcRadius = 20
/** Ships lean a little above the floor, as walls do, but less. */
export const shipDepth = 1.02
const fontFamily =
  'Bahnschrift, "Avenir Next Condensed", "Roboto Condensed", "Liberation Sans Narrow", "Arial Narrow", sans-serif'

export interface ShipPicture {
  player: ArenaPlayer
  name: string
  isOwn: boolean
  isSpeaking: boolean
  nowMs: number
  milliseconds: number
}

/** One player's craft: on the ground its light and shadow, above that the body, above the walls name and health. */
export class Ship {
  readonly colour: number
  readonly light: Sprite
  readonly shadow: Sprite
  readonly body = new Container()
  readonly label = new Container()
  recoil = 0
  whitening = 0
  readonly #trim: Sprite
  readonly #barrel: Sprite
  readonly #shield: Sprite
  readonly #flare: Sprite
  readonly #aura: Sprite
  readonly #arc = new Graphics()
  readonly #name: Text
  readonly #voice = new Graphics()
  #drawnHp = -1
  #drawnOvercharge = -1

  constructor(textures: ArenaTextures, slot: number, isOwn: boolean) {
    this.colour = colourOf(slot)
    this.light = sprite(textures.glow, this.colour, 140, 'add')
    this.shadow = sprite(textures.shadow, 0xffffff, 52)
    const hull = sprite(textures.hull, 0xffffff, textures.hull.width / shipPixelsPerUnit)
    this.#trim = sprite(textures.trim, this.colour, textures.trim.width / shipPixelsPerUnit, 'add')
    this.#flare = sprite(textures.spark, this.colour, 1, 'add')
    this.#flare.anchor.set(1, 0.5)
    this.#barrel = sprite(textures.barrel, 0xffffff, 1)
    this.#barrel.setSize(64 / shipPixelsPerUnit, 32 / shipPixelsPerUnit)
    this.#barrel.anchor.set(0.1, 0.5)
    this.#aura = sprite(textures.glow, padColours.overcharge, 74, 'add')
    this.#shield = sprite(textures.shield, this.colour, 62, 'add')
    this.body.addChild(this.#aura, this.#flare, hull, this.#barrel, this.#trim, this.#shield)
    this.#name = new Text({
      text: '',
      style: {
        fontFamily,
        fontSize: 26,
        fontWeight: '700',
        fill: isOwn ? 0xffffff : 0xd6def8,
        letterSpacing: 1.5,
        dropShadow: { color: 0x04050d, blur: 5, distance: 0, alpha: 1 },
      },
    })
    this.#name.anchor.set(0.5, 1)
    this.#name.scale.set(0.38)
    this.#name.y = -arcRadius - 5
    paintVoice(this.#voice)
    this.label.addChild(this.#arc, this.#name, this.#voice)
  }

  hide(): void {
    for (const part of [this.light, this.shadow, this.body, this.label]) part.visible = false
  }

  draw({ player, name, isOwn, isSpeaking, nowMs, milliseconds }: ShipPicture): void {
    for (const part of [this.light, this.shadow, this.body, this.label]) {
      part.visible = true
      part.position.set(player.x, player.y)
    }
    this.shadow.position.set(player.x + 5, player.y + 7)
    this.body.rotation = player.aim
    const seconds = milliseconds / 1000
    this.recoil *= Math.exp(-16 * seconds)
    this.whitening *= Math.exp(-12 * seconds)
    this.#barrel.x = 4 - this.recoil * recoilUnits
    this.#trim.tint = this.whitening > 0.3 ? 0xffffff : this.colour
    this.light.alpha = 0.5 + this.whitening * 0.4
    this.#drawEngine(player, nowMs)
    this.#shield.visible = player.spawnTimer > 0
    this.#shield.rotation = nowMs / 900
    this.#shield.alpha = player.spawnTimer > 30 || Math.floor(nowMs / 90) % 2 === 0 ? 0.85 : 0.3
    this.#aura.visible = player.overcharge > 0
    this.#aura.alpha = 0.5 + 0.3 * Math.sin(nowMs / 70)
    if (this.#name.text !== name) this.#name.text = name
    this.#name.visible = !isOwn
    this.#voice.visible = isSpeaking
    this.#drawArc(player, isOwn)
  }

  #drawEngine(player: ArenaPlayer, nowMs: number): void {
    const speed = Math.hypot(player.velocityX, player.velocityY) / speedMax
    const length = (isDashing(player) ? 46 : 12 + speed * 14) * (0.9 + 0.1 * Math.sin(nowMs / 28))
    this.#flare.visible = speed > 0.08
    this.#flare.position.set(-11, 0)
    this.#flare.setSize(length, 14)
    this.#flare.alpha = Math.min(1, 0.35 + speed * 0.5)
  }

  #drawArc(player: ArenaPlayer, isOwn: boolean): void {
    const overcharge = isOwn ? Math.ceil((player.overcharge / overchargeTicks) * 40) : 0
    if (player.hp === this.#drawnHp && overcharge === this.#drawnOvercharge) return
    this.#drawnHp = player.hp
    this.#drawnOvercharge = overcharge
    const share = player.hp / hpMax
    const colour = share > 0.5 ? this.colour : share > 0.25 ? 0xffc83d : 0xff4f4f
    // From lower left round the bottom to lower right, open at the top where the name is.
    const from = Math.PI * 0.85
    const sweep = -Math.PI * 0.7
    this.#arc.clear()
    this.#arc
      .arc(0, 0, arcRadius, from, from + sweep, true)
      .stroke({ width: 3.2, color: 0x04050d, alpha: 0.7, cap: 'round' })
    if (share > 0) {
      this.#arc
        .arc(0, 0, arcRadius, from, from + sweep * share, true)
        .stroke({ width: 2, color: colour, cap: 'round' })
    }
    if (overcharge > 0) {
      const end = from + (sweep * overcharge) / 40
      this.#arc
        .arc(0, 0, arcRadius + 4, from, end, true)
        .stroke({ width: 1.4, color: padColours.overcharge, cap: 'round' })
    }
  }
}

export class ShipLayer {
  readonly ground = new Container()
  readonly bodies = new Container()
  readonly labels = new Container()
  readonly ships = new Map<number, Ship>()
  readonly #textures: ArenaTextures

  constructor(textures: ArenaTextures) {
    this.#textures = textures
  }

  shipOf(slot: number, isOwn: boolean): Ship {
    const known = this.ships.get(slot)
    if (known) return known
    const ship = new Ship(this.#textures, slot, isOwn)
    this.ships.set(slot, ship)
    this.ground.addChild(ship.light, ship.shadow)
    this.bodies.addChild(ship.body)
    this.labels.addChild(ship.label)
    return ship
  }

  remove(slot: number): void {
    const ship = this.ships.get(slot)
    if (!ship) return
    for (const part of [ship.light, ship.shadow, ship.body, ship.label]) part.destroy({ children: true })
    this.ships.delete(slot)
  }

  place(camera: Camera): void {
    camera.place(this.ground)
    camera.place(this.bodies, shipDepth)
    camera.place(this.labels, shipDepth)
  }
}

function sprite(texture: Sprite['texture'], tint: number, size: number, blendMode?: 'add'): Sprite {
  const made = new Sprite(texture)
  made.anchor.set(0.5)
  made.setSize(size)
  made.tint = tint
  if (blendMode) made.blendMode = blendMode
  return made
}

/** Three waves beside the ship of whoever speaks. */
function paintVoice(pen: Graphics): void {
  for (const radius of [4, 8, 12]) {
    pen.arc(arcRadius + 1, 0, radius, -0.7, 0.7).stroke({ width: 1.8, color: 0x8dffb0, cap: 'round' })
  }
  pen.visible = false
}
