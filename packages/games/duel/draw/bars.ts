import { attacks, type DuelWorld, type Fighter, hpMax, meterMax } from '../duel.ts'
import { lookOf } from './looks.ts'

/** How fast the pale part, what has just been lost, follows: hit points per second. */
const followPerSecond = 34
const lowHp = 25
const hpHeight = 22
const meterHeight = 8
/** A combo stays to be read this long after its last blow. */
const comboMs = 1_100

/** Where the page leaves room: its clock is in the middle at the top, and on small or touched screens buttons are beside it. */
export interface BarPlace {
  readonly width: number
  readonly top: number
  /** Between the two bars. */
  readonly gap: number
  readonly font: string
}

interface Told {
  pale: number
  combo: number
  comboUntilMs: number
}

/** Hit points, meter, rounds won and combos of both. */
export class Bars {
  readonly #told = new Map<number, Told>()

  draw(
    context: CanvasRenderingContext2D,
    place: BarPlace,
    world: DuelWorld,
    names: ReadonlyMap<number, string>,
    nowMs: number,
    elapsedMs: number,
  ): void {
    for (const [slot, fighter] of world.fighters) {
      const told = this.#follow(slot, fighter, nowMs, elapsedMs)
      drawSide(context, place, slot, fighter, told.pale, nowMs)
      drawName(context, place, slot, names.get(slot) ?? '')
      if (nowMs < told.comboUntilMs) drawCombo(context, place, 1 - (slot % 2), told, nowMs)
    }
  }

  #follow(slot: number, { hp, stunTicks, combo }: Fighter, nowMs: number, elapsedMs: number): Told {
    const told = this.#told.get(slot) ?? { pale: hpMax, combo: 0, comboUntilMs: 0 }
    this.#told.set(slot, told)
    if (stunTicks === 0 || hp === 0 || told.pale < hp)
      told.pale = Math.max(hp, told.pale - (followPerSecond * elapsedMs) / 1000)
    if (combo > 1 && stunTicks > 0 && combo !== told.combo) told.comboUntilMs = nowMs + comboMs
    if (combo > 1 || nowMs >= told.comboUntilMs) told.combo = combo
    return told
  }
}

/** Both sides are drawn as the left one; the right one in a mirror. */
function drawSide(
  context: CanvasRenderingContext2D,
  place: BarPlace,
  slot: number,
  { hp, meter, wins }: Fighter,
  pale: number,
  nowMs: number,
): void {
  const { width, top } = place
  const { left, length } = sideOf(place)
  const { cloth, glow } = lookOf(slot)
  context.save()
  if (slot % 2 === 1) {
    context.translate(width, 0)
    context.scale(-1, 1)
  }
  const part = (share: number, at: number, height: number, fill: string | CanvasGradient): void =>
    slanted(context, left + length * (1 - share), at, length * share, height, fill)
  slanted(context, left - 3, top - 3, length + 6, hpHeight + 6, 'rgba(255, 240, 225, 0.85)')
  slanted(context, left - 1, top - 1, length + 2, hpHeight + 2, '#170c22')
  part(pale / hpMax, top, hpHeight, '#ffe9b8')
  const isPulsing = hp <= lowHp && Math.sin(nowMs / 90) > 0
  const fill = context.createLinearGradient(0, top, 0, top + hpHeight)
  fill.addColorStop(0, hp <= lowHp ? '#ffe680' : cloth[0])
  fill.addColorStop(0.45, hp <= lowHp ? (isPulsing ? '#ff8a3a' : '#ffbe3a') : cloth[0])
  fill.addColorStop(1, hp <= lowHp ? '#d9512a' : cloth[1])
  part(hp / hpMax, top, hpHeight, fill)
  const meterTop = top + hpHeight + 7
  const meterLeft = left + length * 0.42
  const meterLength = length * 0.58
  slanted(context, meterLeft - 1, meterTop - 1, meterLength + 2, meterHeight + 2, 'rgba(16, 8, 26, 0.85)')
  const filled = meterLength * (meter / meterMax)
  const isReady = meter >= (attacks.lunge?.meterCost ?? 0)
  const meterCss = isReady && Math.sin(nowMs / 140) > 0.2 ? '#fff4c9' : `rgb(${glow})`
  slanted(context, meterLeft + meterLength - filled, meterTop, filled, meterHeight, meterCss)
  for (const { meterCost } of [attacks.bolt, attacks.lunge].filter((attack) => attack !== undefined)) {
    const mark = meterLeft + meterLength * (1 - (meterCost ?? 0) / meterMax)
    slanted(context, mark, meterTop - 1, 2.5, meterHeight + 2, '#170c22')
  }
  for (let win = 0; win < wins; win++)
    drawStar(context, left + length - 10 - win * 24, meterTop + meterHeight + 15)
  context.restore()
}

function sideOf({ width, gap }: BarPlace): { left: number; length: number } {
  const left = Math.max(14, width * 0.03)
  return { left, length: width / 2 - left - gap / 2 }
}

function drawName(context: CanvasRenderingContext2D, place: BarPlace, slot: number, name: string): void {
  const { left, length } = sideOf(place)
  const isRight = slot % 2 === 1
  context.font = `700 ${length < 200 ? 14 : 18}px ${place.font}`
  context.textAlign = isRight ? 'right' : 'left'
  context.textBaseline = 'alphabetic'
  const x = isRight ? place.width - left : left
  const y = place.top + hpHeight + 24
  context.lineWidth = 4
  context.lineJoin = 'round'
  context.strokeStyle = 'rgba(16, 8, 26, 0.85)'
  context.strokeText(name, x, y, length * 0.4)
  context.fillStyle = '#fff'
  context.fillText(name, x, y, length * 0.4)
}

/** On the side of who strikes. */
function drawCombo(
  context: CanvasRenderingContext2D,
  place: BarPlace,
  side: number,
  { combo, comboUntilMs }: Told,
  nowMs: number,
): void {
  const { left, length } = sideOf(place)
  const isRight = side === 1
  const age = comboMs - (comboUntilMs - nowMs)
  const size = (length < 200 ? 30 : 46) * (1 + Math.max(0, 1 - age / 110) * 0.5)
  const x = isRight ? place.width - left : left
  const y = place.top + hpHeight + (length < 200 ? 70 : 96)
  context.save()
  context.globalAlpha = Math.min(1, (comboUntilMs - nowMs) / 200)
  context.textAlign = isRight ? 'right' : 'left'
  context.lineJoin = 'round'
  context.strokeStyle = '#170c22'
  context.fillStyle = '#ffd75e'
  context.font = `italic 900 ${size}px ${place.font}`
  context.lineWidth = 7
  context.strokeText(`${combo} hits`, x, y)
  context.fillText(`${combo} hits`, x, y)
  context.restore()
}

function drawStar(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.beginPath()
  for (let corner = 0; corner < 10; corner++) {
    const angle = (corner * Math.PI) / 5 - Math.PI / 2
    const reach = corner % 2 === 0 ? 11 : 4.8
    context.lineTo(x + Math.cos(angle) * reach, y + Math.sin(angle) * reach)
  }
  context.closePath()
  context.lineJoin = 'round'
  context.lineWidth = 4
  context.strokeStyle = '#170c22'
  context.stroke()
  context.fillStyle = '#ffd45e'
  context.fill()
}

function slanted(
  context: CanvasRenderingContext2D,
  left: number,
  top: number,
  length: number,
  height: number,
  fill: string | CanvasGradient,
): void {
  if (length <= 0) return
  const slant = height * 0.5
  context.beginPath()
  context.moveTo(left, top)
  context.lineTo(left + length, top)
  context.lineTo(left + length - slant, top + height)
  context.lineTo(left - slant, top + height)
  context.fillStyle = fill
  context.fill()
}
