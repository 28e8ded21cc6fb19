import { Application, Container } from 'pixi.js'
import type {
  Controls,
  Drawing,
  DrawingOptions,
  Effects as EffectsSetting,
  FeedLine,
  Hud,
  View,
} from '../drawing.ts'
import { type ArenaInput, type ArenaPlayer, type ArenaWorld, isDashing, layoutIn, layouts } from './arena.ts'
import { Camera } from './draw/camera.ts'
import { Changes, type PlayerChanges } from './draw/changes.ts'
import { Effects } from './draw/effects.ts'
import { FloorLayer } from './draw/floor-layer.ts'
import { arenaHud, killLine } from './draw/hud.ts'
import { Overlay } from './draw/overlay.ts'
import { ResolutionSteering } from './draw/resolution-steering.ts'
import { type Ship, ShipLayer, shipDepth } from './draw/ship-layer.ts'
import { ArenaSounds } from './draw/sounds.ts'
import { Spectacle } from './draw/spectacle.ts'
import { paintTextures, shipPixelsPerUnit } from './draw/textures.ts'
import { WallLayer } from './draw/wall-layer.ts'

/** How far the camera looks ahead: this share of the way to the pointer, in units at most. */
const lookAheadShare = 0.3
const lookAheadMax = 95
/** A stick pushed less than this is at rest. */
const stickRest = 0.25
/** A stick pushed this far fires. */
const stickFires = 0.55
const afterImageEveryMs = 22
/** A picture later than this is drawn as if it came after this, so that a hidden tab does not return with a bang. */
const stepMsMax = 100
/** A shader that chooses among few textures is much cheaper in each pixel than pixi's usual one of 16. */
const texturesPerBatch = 2

/** What one drawing has found out about the machine, the next one starts with: the menu's scenery is the first. */
let stepOfThisMachine = 0

export async function createDrawing(options: DrawingOptions): Promise<Drawing<ArenaWorld, ArenaInput>> {
  const app = new Application()
  const { host, effects } = options
  await app.init({
    preference: 'webgl',
    autoStart: false,
    sharedTicker: false,
    antialias: false,
    backgroundColor: 0x04050d,
    width: Math.max(1, host.clientWidth),
    height: Math.max(1, host.clientHeight),
    resolution: resolutionFor(effects),
    autoDensity: true,
    powerPreference: 'high-performance',
  })
  app.ticker.stop()
  // Sprites share one atlas; what else there is (names) may break a batch.
  app.renderer.limits.maxBatchableTextures = texturesPerBatch
  // It draws a crosshair of its own.
  app.canvas.style.cursor = 'none'
  host.appendChild(app.canvas)
  return new ArenaDrawing(app, options)
}

/** Beyond twice, more pixels cannot be seen but must be filled; with low effects fewer are drawn than there are. */
function resolutionFor(effects: EffectsSetting): number {
  const wanted = Math.min(2, globalThis.devicePixelRatio || 1)
  return effects === 'low' ? Math.min(1, wanted * 0.75) : wanted
}

class ArenaDrawing implements Drawing<ArenaWorld, ArenaInput> {
  readonly #app: Application
  readonly #host: HTMLElement
  readonly #camera = new Camera()
  readonly #changes = new Changes()
  readonly #floor: FloorLayer
  readonly #walls: WallLayer
  readonly #ships: ShipLayer
  readonly #effects: Effects
  readonly #overlay: Overlay
  readonly #above = new Container()
  readonly #sounds: ArenaSounds | undefined
  readonly #spectacle: Spectacle
  readonly #steering = new ResolutionSteering(stepOfThisMachine)
  #effectsSetting: EffectsSetting
  #lastMs: number | undefined
  #sinceAfterImageMs = 0
  #pointer: { x: number; y: number } | undefined
  #aim = 0
  #own: ArenaPlayer | undefined
  #killer: number | undefined
  #hasPlace = false
  #slot: number | undefined
  #layout = layouts.small

  constructor(app: Application, { host, effects, sounds }: DrawingOptions) {
    this.#app = app
    this.#host = host
    this.#effectsSetting = effects
    const textures = paintTextures()
    this.#floor = new FloorLayer(textures)
    this.#walls = new WallLayer(textures)
    this.#ships = new ShipLayer(textures)
    this.#effects = new Effects(textures)
    this.#overlay = new Overlay(textures)
    this.#sounds = sounds && new ArenaSounds(sounds)
    this.#spectacle = new Spectacle({
      camera: this.#camera,
      effects: this.#effects,
      overlay: this.#overlay,
      sounds: this.#sounds,
    })
    this.#above.addChild(this.#effects.above)
    app.stage.addChild(
      this.#floor.abyss,
      this.#floor.ground,
      this.#floor.pads,
      this.#ships.ground,
      this.#effects.below,
      this.#ships.bodies,
      this.#above,
      this.#walls.sides,
      this.#walls.tops,
      this.#ships.labels,
      this.#overlay.container,
    )
    this.setEffects(effects)
    this.resize()
  }

  draw(view: View<ArenaWorld>): void {
    const { world, slot, nowMs } = view
    const sinceLastMs = nowMs - (this.#lastMs ?? nowMs)
    const milliseconds = Math.min(stepMsMax, sinceLastMs)
    if (this.#steering.picture(sinceLastMs)) this.#applyQuality()
    this.#lastMs = nowMs
    this.#slot = slot
    this.#use(world)
    this.#own = slot === undefined ? undefined : world.players.get(slot)
    this.#moveCamera(world, milliseconds / 1000)
    if (this.#sounds) this.#sounds.ear = { x: this.#camera.x, y: this.#camera.y }
    this.#spectacle.ownSlot = slot
    this.#spectacle.tellTime(world)
    this.#sinceAfterImageMs += milliseconds
    const isAfterImageDue = this.#sinceAfterImageMs >= afterImageEveryMs
    if (isAfterImageDue) this.#sinceAfterImageMs = 0
    for (const change of this.#changes.since(world)) {
      const ship = this.#ships.shipOf(change.slot, change.slot === slot)
      this.#spectacle.show(change, ship, world, nowMs)
      this.#drawShip(ship, change, view, milliseconds, isAfterImageDue)
    }
    for (const known of this.#ships.ships.keys()) if (!world.players.has(known)) this.#ships.remove(known)
    this.#effects.draw(milliseconds)
    this.#floor.draw(world, this.#camera, nowMs)
    this.#walls.draw(this.#camera)
    this.#ships.place(this.#camera)
    this.#camera.place(this.#effects.below)
    this.#camera.place(this.#above, shipDepth)
    const isAlive = this.#own !== undefined && this.#own.hp > 0
    const lowHp = isAlive && this.#own && this.#own.hp < 35 ? 1 - this.#own.hp / 35 : 0
    this.#overlay.draw(milliseconds, isAlive ? this.#pointer : undefined, lowHp, nowMs)
    this.#overlay.minimap.container.visible = slot !== undefined
    this.#overlay.minimap.draw(world, slot, nowMs)
    this.#app.render()
  }

  event(name: string, value: unknown): void {
    if (name !== 'kill') return
    const { by, target } = value as { by: number; target: number }
    if (target === this.#slot) this.#killer = by
    if (by === this.#slot) this.#spectacle.showOwnKill()
  }

  input(controls: Controls): ArenaInput {
    const { moveX, moveY, aim, fire, dash } = controls
    this.#pointer = aim?.kind === 'pointer' ? { x: aim.x, y: aim.y } : undefined
    let fires = fire
    if (aim?.kind === 'pointer' && this.#own) {
      const at = this.#camera.toScreen(this.#own.x, this.#own.y)
      this.#aim = Math.atan2(aim.y - at.y, aim.x - at.x)
    } else if (aim?.kind === 'stick') {
      const push = Math.hypot(aim.x, aim.y)
      if (push > stickRest) this.#aim = Math.atan2(aim.y, aim.x)
      fires = fire || push > stickFires
    } else if (moveX !== 0 || moveY !== 0) this.#aim = Math.atan2(moveY, moveX)
    return { moveX, moveY, aim: (this.#aim + Math.PI * 2) % (Math.PI * 2), fire: fires, dash }
  }

  hud(world: ArenaWorld, slot: number | undefined): Hud {
    return arenaHud(world, slot, this.#killer)
  }

  feedLine(name: string, value: unknown): FeedLine | undefined {
    return name === 'kill' ? killLine(value) : undefined
  }

  setEffects(effects: EffectsSetting): void {
    this.#camera.shakes = effects !== 'calm'
    this.#overlay.flashes = effects !== 'calm'
    this.#effectsSetting = effects
    this.#applyQuality()
  }

  /** Which arena it is, is known with the first world. */
  #use(world: ArenaWorld): void {
    const layout = layoutIn(world)
    if (layout === this.#layout) return
    this.#layout = layout
    this.#camera.half = layout.half
    this.#floor.use(layout)
    this.#walls.use(layout)
    this.#overlay.minimap.use(layout)
  }

  #applyQuality(): void {
    const isLow = this.#effectsSetting === 'low' || this.#steering.isExhausted
    this.#effects.density = isLow || this.#effectsSetting === 'calm' ? 0.4 : 1
    this.#overlay.hasVignette = !isLow
    this.#app.renderer.resolution = resolutionFor(this.#effectsSetting) * this.#steering.share
    this.resize()
  }

  resize(): void {
    const width = Math.max(1, this.#host.clientWidth)
    const height = Math.max(1, this.#host.clientHeight)
    this.#app.renderer.resize(width, height)
    this.#camera.resize(width, height)
    this.#overlay.resize(width, height)
  }

  destroy(): void {
    stepOfThisMachine = this.#steering.step
    this.#app.destroy({ removeView: true }, { children: true, texture: true, textureSource: true })
  }

  #drawShip(
    ship: Ship,
    change: PlayerChanges,
    view: View<ArenaWorld>,
    milliseconds: number,
    isAfterImageDue: boolean,
  ): void {
    const { slot, player } = change
    const isOwn = slot === this.#slot
    if (player.hp === 0 || !this.#camera.sees(player.x, player.y, 90)) {
      ship.hide()
      return
    }
    ship.draw({
      player,
      name: view.names.get(slot) ?? '',
      isOwn,
      isSpeaking: view.speaking.has(slot),
      nowMs: view.nowMs,
      milliseconds,
    })
    if (!isAfterImageDue) return
    if (isDashing(player)) {
      this.#effects.afterImage(player.x, player.y, player.aim, ship.colour, 160 / shipPixelsPerUnit)
    } else if (Math.hypot(player.velocityX, player.velocityY) > 80) {
      const back = player.aim + Math.PI
      this.#effects.exhaust(
        player.x + Math.cos(back) * 13,
        player.y + Math.sin(back) * 13,
        back,
        ship.colour,
        0.8,
      )
    }
  }

  #moveCamera(world: ArenaWorld, seconds: number): void {
    const own = this.#own
    const killer = this.#killer === undefined ? undefined : world.players.get(this.#killer)
    const isAlive = own !== undefined && own.hp > 0
    const watched = isAlive ? own : (killer ?? own ?? liveliest(world))
    if (!watched) return
    let { x, y } = watched
    if (isAlive) {
      const ahead = this.#lookAhead()
      x += ahead.x + own.velocityX * 0.1
      y += ahead.y + own.velocityY * 0.1
    }
    const isFar = Math.hypot(x - this.#camera.x, y - this.#camera.y) > 450
    if (!this.#hasPlace || (isAlive && isFar)) this.#camera.jumpTo(x, y)
    this.#hasPlace = true
    this.#camera.follow(x, y, seconds)
  }

  #lookAhead(): { x: number; y: number } {
    const reach = this.#pointer
      ? Math.min(
          lookAheadMax,
          (Math.hypot(this.#pointer.x - this.#camera.width / 2, this.#pointer.y - this.#camera.height / 2) /
            this.#camera.zoom) *
            lookAheadShare,
        )
      : lookAheadMax * 0.6
    return { x: Math.cos(this.#aim) * reach, y: Math.sin(this.#aim) * reach }
  }
}

/** Whom to watch when there is nobody of one's own. */
function liveliest(world: ArenaWorld): ArenaPlayer | undefined {
  let best: ArenaPlayer | undefined
  let bestStreak = -1
  for (const [slot, player] of world.players) {
    const streak = world.records.get(slot)?.streak ?? 0
    if (player.hp === 0 || streak <= bestStreak) continue
    best = player
    bestStreak = streak
  }
  return best
}
