import type { Controls, Drawing, DrawingOptions, Effects, FeedLine, Hud, View } from '../drawing.ts'
import { Bars } from './draw/bars.ts'
import { drawFigure, sides } from './draw/figure.ts'
import { DuelSounds } from './draw/sounds.ts'
import { Sparks } from './draw/sparks.ts'
import { paintStage } from './draw/stage.ts'
import { attacks, type DuelInput, type DuelWorld, type Fighter, type MoveName } from './duel.ts'

const tickRate = 60
/** The floor lies at this share of the page's height. */
const floorShare = 0.83
/** A stick pushed less than this is at rest. */
const stickRest = 0.4
const followPerSecond = 6

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
  readonly #context = this.#canvas.getContext('2d') as CanvasRenderingContext2D
  readonly #bars = new Bars()
  readonly #sparks = new Sparks()
  readonly #sounds: DuelSounds
  readonly #flashesUntilMs = new Map<number, number>()
  readonly #camera = { x: 0, zoom: 1, floorY: 0 }
  #isCalm: boolean
  #shakeUntilMs = 0
  #lastMs = 0
  #world: DuelWorld | undefined

  constructor({ host, sounds, effects }: DrawingOptions) {
    this.#host = host
    this.#sounds = new DuelSounds(sounds)
    this.#isCalm = effects === 'calm'
    this.#canvas.style.cssText = 'position:absolute;inset:0;width:100%;height:100%'
    host.append(this.#canvas)
    this.resize()
  }

  draw({ world, nowMs, names }: View<DuelWorld>): void {
    const elapsedMs = Math.min(100, nowMs - this.#lastMs)
    this.#lastMs = nowMs
    this.#world = world
    const context = this.#context
    const { clientWidth: width, clientHeight: height } = this.#canvas
    this.#follow(world, width, height, elapsedMs / 1000)
    paintStage(context, width, height, this.#camera, nowMs)
    context.save()
    this.#shake(nowMs)
    context.translate(width / 2, this.#camera.floorY)
    context.scale(this.#camera.zoom, this.#camera.zoom)
    context.translate(-this.#camera.x, 0)
    for (const fighter of world.fighters.values()) shadow(context, fighter)
    for (const [slot, fighter] of byDepth(world)) this.#drawFighter(slot, fighter, nowMs)
    for (const bolt of world.bolts.values()) drawBolt(context, bolt, nowMs)
    this.#sparks.draw(context, elapsedMs)
    context.restore()
    this.#bars.draw(context, width, height, { world, names, elapsedMs })
  }

  input({ moveX, moveY, keys, fire, dash }: Controls): DuelInput {
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
      banner: bannerOf(world, slot),
    }
  }

  event(name: string, value: unknown): void {
    if (name === 'strike') this.#struck(value as Strike)
    else if (name === 'whiff') this.#sounds.whiff()
    else if (name === 'round') this.#sounds.bell()
    else if (name === 'knockOut') this.#shakeUntilMs = this.#lastMs + 500
  }

  feedLine(name: string, value: unknown): FeedLine | undefined {
    if (name !== 'knockOut') return undefined
    const { by, target, isPerfect } = value as { by: number; target: number; isPerfect: boolean }
    return { by, verb: 'knocks out', target, note: isPerfect ? 'perfect' : undefined }
  }

  setEffects(effects: Effects): void {
    this.#isCalm = effects === 'calm'
  }

  resize(): void {
    const ratio = Math.min(2, globalThis.devicePixelRatio || 1)
    this.#canvas.width = Math.max(1, this.#host.clientWidth * ratio)
    this.#canvas.height = Math.max(1, this.#host.clientHeight * ratio)
    this.#context.setTransform(ratio, 0, 0, ratio, 0, 0)
  }

  destroy(): void {
    this.#canvas.remove()
  }

  #struck({ target, move, damage, isBlocked }: Strike): void {
    const hit = this.#world?.fighters.get(target)
    if (!hit) return
    const attack = attacks[move]
    const height = hit.y + (move === 'sweep' ? 16 : move === 'bolt' ? 76 : 88)
    if (isBlocked) {
      this.#sounds.block()
      this.#sparks.burst(hit.x, height, 8, '160, 210, 255', 180)
      return
    }
    this.#sounds.hit(Math.min(1, damage / 14))
    this.#sparks.burst(hit.x, height, 10 + damage * 2, '255, 214, 120', 260 + damage * 16)
    this.#flashesUntilMs.set(target, this.#lastMs + 80)
    if ((attack?.damage ?? 0) >= 9) this.#shakeUntilMs = this.#lastMs + 160
  }

  #drawFighter(slot: number, fighter: Fighter, nowMs: number): void {
    const context = this.#context
    const colours = sides[slot % 2] ?? sides[0]
    context.save()
    context.translate(fighter.x, -fighter.y)
    if (!fighter.facesRight) context.scale(-1, 1)
    const isCharged = attacks[fighter.move]?.meterCost !== undefined
    if (isCharged) glow(context, colours.glow)
    const flash = nowMs < (this.#flashesUntilMs.get(slot) ?? 0) ? 1 : 0
    drawFigure(context, fighter, colours, (nowMs / 1_300 + slot * 0.37) % 1, flash)
    context.restore()
  }

  #follow(world: DuelWorld, width: number, height: number, seconds: number): void {
    const places = [...world.fighters.values()].map(({ x }) => x)
    const left = Math.min(0, ...places)
    const right = Math.max(0, ...places)
    const [first = 0, second = 0] = places
    const wanted = Math.min((width * 0.72) / Math.max(330, right - left + 190), (height * 0.62) / 250)
    const share = Math.min(1, seconds * followPerSecond)
    this.#camera.zoom += (wanted - this.#camera.zoom) * share
    this.#camera.x += ((first + second) / 2 - this.#camera.x) * share
    this.#camera.floorY = height * floorShare
  }

  #shake(nowMs: number): void {
    if (this.#isCalm || nowMs > this.#shakeUntilMs) return
    const size = Math.min(7, (this.#shakeUntilMs - nowMs) / 22)
    this.#context.translate((Math.random() - 0.5) * size * 2, (Math.random() - 0.5) * size * 2)
  }
}

/** Who attacks stands in front. */
function byDepth(world: DuelWorld): [number, Fighter][] {
  return [...world.fighters].sort(
    ([, a], [, b]) => Number(attacks[a.move] !== undefined) - Number(attacks[b.move] !== undefined),
  )
}

function bannerOf(world: DuelWorld, slot: number | undefined): Hud['banner'] {
  if (world.phase === 'intro') {
    const isSoon = world.phaseTicks < 32
    return { title: isSoon ? 'Fight!' : `Round ${world.round}`, detail: '' }
  }
  if (world.phase !== 'knockOut') return undefined
  const winner = [...world.fighters].find(([, { move }]) => move === 'victory')?.[0]
  const isKnockOut = [...world.fighters.values()].some(({ hp }) => hp === 0)
  const detail = winner === undefined ? '' : winner === slot ? 'The round is yours' : 'wins the round'
  return {
    title: isKnockOut ? 'K.O.' : 'Time',
    detail,
    by: winner === slot ? undefined : winner,
  }
}

function shadow(context: CanvasRenderingContext2D, { x, y }: Fighter): void {
  context.beginPath()
  context.ellipse(x, 3, Math.max(14, 42 - y * 0.06), 8, 0, 0, 2 * Math.PI)
  context.fillStyle = 'rgba(0, 0, 0, 0.35)'
  context.fill()
}

function glow(context: CanvasRenderingContext2D, rgb: string): void {
  const light = context.createRadialGradient(0, -70, 10, 0, -70, 100)
  light.addColorStop(0, `rgba(${rgb}, 0.5)`)
  light.addColorStop(1, `rgba(${rgb}, 0)`)
  context.fillStyle = light
  context.fillRect(-110, -180, 220, 220)
}

function drawBolt(
  context: CanvasRenderingContext2D,
  bolt: { x: number; y: number; goesRight: boolean; by: number },
  nowMs: number,
): void {
  const rgb = (sides[bolt.by % 2] ?? sides[0]).glow
  context.save()
  context.translate(bolt.x, -bolt.y)
  context.globalCompositeOperation = 'lighter'
  const pulse = 1 + Math.sin(nowMs / 40) * 0.12
  const light = context.createRadialGradient(0, 0, 2, 0, 0, 34 * pulse)
  light.addColorStop(0, 'rgba(255, 255, 255, 0.95)')
  light.addColorStop(0.35, `rgba(${rgb}, 0.85)`)
  light.addColorStop(1, `rgba(${rgb}, 0)`)
  context.fillStyle = light
  context.fillRect(-40, -40, 80, 80)
  const tail = bolt.goesRight ? -1 : 1
  for (let streak = 0; streak < 4; streak++) {
    context.beginPath()
    context.moveTo(0, (streak - 1.5) * 7)
    context.lineTo(tail * (40 + ((nowMs / 6 + streak * 31) % 40)), (streak - 1.5) * 12)
    context.strokeStyle = `rgba(${rgb}, 0.5)`
    context.lineWidth = 3
    context.stroke()
  }
  context.restore()
}
