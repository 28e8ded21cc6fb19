import type { Controls, Drawing, DrawingOptions, Effects, FeedLine, Hud, View } from '../drawing.ts'
import { Actor } from './draw/actor.ts'
import { type BarPlace, Bars } from './draw/bars.ts'
import { drawBolt } from './draw/bolts.ts'
import { Drama } from './draw/drama.ts'
import { Particles } from './draw/particles.ts'
import { DuelSounds } from './draw/sounds.ts'
import { type Camera, Stage } from './draw/stage.ts'
import { TouchPad } from './draw/touch-pad.ts'
import { attacks, type DuelInput, type DuelWorld, type Fighter, type MoveName } from './duel.ts'

const tickRate = 60
/** The floor lies at this share of the page's height; higher on a tall page with thumbs on its lower part. */
const floorShare = { usual: 0.84, thumbs: 0.6 }
/** A stick pushed less than this is at rest. */
const stickRest = 0.4
const followPerSecond = 6
/** A page narrower than this has its bars below the clock, not beside it. */
const narrowPage = 720

export async function createDrawing(options: DrawingOptions): Promise<Drawing<DuelWorld, DuelInput>> {
  return new DuelDrawing(options)
}

interface Strike {
  readonly by: number
  readonly target: number
  readonly move: MoveName
  readonly damage: number
  readonly isBlocked: boolean
}

class DuelDrawing implements Drawing<DuelWorld, DuelInput> {
  readonly #host: HTMLElement
  readonly #canvas = document.createElement('canvas')
  readonly #context = this.#canvas.getContext('2d', { alpha: false }) as CanvasRenderingContext2D
  readonly #pad: TouchPad
  readonly #stage = new Stage()
  readonly #bars = new Bars()
  readonly #particles = new Particles()
  readonly #drama = new Drama()
  readonly #sounds: DuelSounds
  readonly #actors = new Map<number, Actor>()
  readonly #before = new Map<number, Pick<Fighter, 'y' | 'move'>>()
  readonly #camera: Camera = { x: 0, zoom: 0, floorY: 0 }
  readonly #font: string
  #effects: Effects
  #size = { width: 1, height: 1, ratio: 1 }
  #lastMs = 0
  #world: DuelWorld | undefined
  #slot: number | undefined
  #names: ReadonlyMap<number, string> = new Map()

  constructor({ host, sounds, effects }: DrawingOptions) {
    this.#host = host
    this.#sounds = new DuelSounds(sounds)
    this.#effects = effects
    this.#drama.isCalm = effects === 'calm'
    this.#font = getComputedStyle(host).fontFamily || 'system-ui, sans-serif'
    this.#canvas.style.cssText = 'position:absolute;inset:0;width:100%;height:100%'
    host.append(this.#canvas)
    this.#pad = new TouchPad(host)
    this.resize()
  }

  draw({ world, nowMs, names, slot }: View<DuelWorld>): void {
    const elapsedMs = Math.min(100, nowMs - this.#lastMs)
    this.#lastMs = nowMs
    this.#world = world
    this.#names = names
    this.#slot = slot
    const context = this.#context
    const { width, height } = this.#size
    this.#follow(world, elapsedMs / 1000)
    const camera = { ...this.#camera, zoom: this.#camera.zoom * this.#drama.zoomAt(nowMs) }
    context.save()
    context.translate(...this.#drama.shiftAt(nowMs))
    this.#stage.paint(context, this.#size, camera, nowMs)
    this.#drama.drawLines(context, width, height, nowMs)
    context.translate(width / 2, camera.floorY)
    context.scale(camera.zoom, camera.zoom)
    context.translate(-camera.x, 0)
    this.#drawFighters(world, nowMs, elapsedMs)
    for (const bolt of world.bolts.values()) drawBolt(context, bolt, nowMs)
    this.#particles.draw(context, elapsedMs)
    context.restore()
    this.#drama.drawFlash(context, width, height, nowMs)
    this.#bars.draw(context, this.#barPlace(), world, names, nowMs, elapsedMs)
  }

  input({ moveX, moveY, keys, fire, dash }: Controls): DuelInput {
    if (this.#pad.isShown) return this.#pad.sample(this.#world?.fighters.get(this.#slot ?? -1))
    return {
      moveX: moveX > stickRest ? 1 : moveX < -stickRest ? -1 : 0,
      moveY: moveY > stickRest ? -1 : moveY < -stickRest ? 1 : 0,
      light: keys.has('KeyJ') || fire,
      heavy: keys.has('KeyK') || dash,
      special: keys.has('KeyL') || keys.has('KeyU'),
    }
  }

  hud(world: DuelWorld, slot: number | undefined): Hud {
    return {
      title: world.phase === 'waiting' ? 'Waiting' : `Round ${world.round}`,
      secondsLeft: Math.ceil(world.ticksLeft / tickRate),
      isUrgent: world.phase === 'fight' && world.ticksLeft < 10 * tickRate,
      banner: bannerOf(world, slot, this.#names),
    }
  }

  event(name: string, value: unknown): void {
    if (name === 'strike') this.#struck(value as Strike)
    else if (name === 'whiff') this.#sounds.whiff()
    else if (name === 'round') this.#sounds.bell()
    else if (name === 'knockOut') {
      this.#drama.knockOut(this.#lastMs)
      this.#sounds.knockOut()
    }
  }

  feedLine(name: string, value: unknown): FeedLine | undefined {
    if (name !== 'knockOut') return undefined
    const { by, target, isPerfect } = value as { by: number; target: number; isPerfect: boolean }
    return { by, verb: 'knocks out', target, note: isPerfect ? 'perfect' : undefined }
  }

  setEffects(effects: Effects): void {
    this.#effects = effects
    this.#drama.isCalm = effects === 'calm'
    this.resize()
  }

  resize(): void {
    const ratio = this.#effects === 'full' ? Math.min(2, globalThis.devicePixelRatio || 1) : 1
    const width = Math.max(1, this.#host.clientWidth)
    const height = Math.max(1, this.#host.clientHeight)
    this.#size = { width, height, ratio }
    this.#canvas.width = width * ratio
    this.#canvas.height = height * ratio
    this.#context.setTransform(ratio, 0, 0, ratio, 0, 0)
  }

  destroy(): void {
    this.#canvas.remove()
    this.#pad.destroy()
  }

  #drawFighters(world: DuelWorld, nowMs: number, elapsedMs: number): void {
    for (const fighter of world.fighters.values()) shadow(this.#context, fighter)
    for (const [slot, fighter] of byDepth(world)) {
      const actor = this.#actors.get(slot) ?? new Actor(slot)
      this.#actors.set(slot, actor)
      this.#noteSteps(slot, fighter, actor)
      const jitter =
        world.stopTicks > 0 && fighter.stunTicks > 0 ? Math.sin(nowMs / 9) * world.stopTicks * 0.6 : 0
      actor.draw(this.#context, fighter, {
        ...{ nowMs, elapsedMs, jitter: this.#drama.isCalm ? 0 : jitter },
        hasEchoes: this.#effects === 'full',
      })
    }
  }

  /** Dust and sound of feet, from what has changed since the last picture. */
  #noteSteps(slot: number, { x, y, move, velocityX }: Fighter, actor: Actor): void {
    const before = this.#before.get(slot)
    this.#before.set(slot, { y, move })
    if (!before) return
    if (before.y > 0 && y === 0) {
      const isHeavy = move === 'down'
      this.#particles.dust(x, isHeavy ? 14 : 7)
      this.#sounds.land()
      actor.squash(this.#lastMs)
    } else if (before.y === 0 && y > 0) this.#particles.dust(x, 5)
    if (before.move === move) return
    if (move === 'dash' || move === 'lunge') {
      this.#particles.dust(x, 8, velocityX > 0 ? -1 : 1)
      this.#sounds.dash()
    } else if (move === 'bolt') this.#sounds.bolt()
  }

  #struck({ by, target, move, damage, isBlocked }: Strike): void {
    const hit = this.#world?.fighters.get(target)
    const striker = this.#world?.fighters.get(by)
    if (!hit || !striker) return
    const way = striker.x <= hit.x ? 1 : -1
    const height = hit.y + (move === 'sweep' ? 16 : move === 'bolt' ? 76 : 86)
    const x = hit.x - way * 16
    const weight = Math.min(1, (attacks[move]?.damage ?? 0) / 14)
    if (isBlocked) {
      this.#sounds.block()
      this.#particles.ring(x, height, 42, '150, 210, 255')
      this.#particles.sparks(x, height, 9, '170, 220, 255', 190, -way)
      return
    }
    this.#sounds.hit(weight)
    this.#particles.impact(x, height, 30 + weight * 34, '255, 206, 96')
    this.#particles.sparks(x, height, 8 + damage * 2, '255, 214, 120', 240 + damage * 16, way)
    if (!this.#drama.isCalm) this.#actors.get(target)?.flash(this.#lastMs)
    if (weight > 0.5) this.#drama.blow(weight, this.#lastMs)
  }

  #follow(world: DuelWorld, seconds: number): void {
    const { width, height } = this.#size
    const places = [...world.fighters.values()].map(({ x }) => x)
    const left = Math.min(...places, 0)
    const right = Math.max(...places, 0)
    const apart = places.length === 2 ? right - left : 260
    const share = this.#pad.isShown && height > width ? floorShare.thumbs : floorShare.usual
    this.#camera.floorY = Math.round(height * share)
    const wanted = Math.min((width * 0.78) / Math.max(310, apart + 170), (this.#camera.floorY * 0.8) / 235)
    const middle = places.length === 2 ? ((places[0] ?? 0) + (places[1] ?? 0)) / 2 : 0
    const ease = this.#camera.zoom === 0 ? 1 : Math.min(1, seconds * followPerSecond)
    this.#camera.zoom += (wanted - this.#camera.zoom) * ease
    this.#camera.x += (middle - this.#camera.x) * ease
  }

  #barPlace(): BarPlace {
    const { width } = this.#size
    const isBelow = this.#pad.isShown || width < narrowPage
    return { width, top: isBelow ? 86 : 24, gap: isBelow ? 16 : 208, font: this.#font }
  }
}

/** Who attacks stands in front. */
function byDepth(world: DuelWorld): [number, Fighter][] {
  return [...world.fighters].sort(
    ([, a], [, b]) => Number(attacks[a.move] !== undefined) - Number(attacks[b.move] !== undefined),
  )
}

function bannerOf(
  world: DuelWorld,
  slot: number | undefined,
  names: ReadonlyMap<number, string>,
): Hud['banner'] {
  if (world.phase === 'intro')
    return { title: world.phaseTicks < 34 ? 'Fight!' : `Round ${world.round}`, detail: '' }
  if (world.phase !== 'knockOut') return undefined
  const [first, second] = [...world.fighters].sort(([, a], [, b]) => b.hp - a.hp)
  if (!first || !second) return undefined
  const isDraw = first[1].hp === second[1].hp
  const winner = first[0] === slot ? 'The round is yours' : `${names.get(first[0]) ?? ''} wins the round`
  return { title: second[1].hp === 0 ? 'K.O.' : 'Time', detail: isDraw ? 'Nobody wins the round' : winner }
}

function shadow(context: CanvasRenderingContext2D, { x, y }: Fighter): void {
  context.beginPath()
  context.ellipse(x, 3, Math.max(16, 46 - y * 0.08), 8, 0, 0, 2 * Math.PI)
  context.fillStyle = 'rgba(16, 4, 24, 0.45)'
  context.fill()
}
