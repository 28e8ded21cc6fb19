import { type DuelWorld, type Fighter, hpMax, meterMax } from '../duel.ts'
import { sides } from './figure.ts'

/** How fast the pale part, what has just been lost, follows: hit points per second. */
const followPerSecond = 34

/** Hit points, rounds won and meter of both, along the top and the bottom. */
export class Bars {
  readonly #pale = new Map<number, number>()

  draw(
    context: CanvasRenderingContext2D,
    width: number,
    height: number,
    { world, names, elapsedMs }: { world: DuelWorld; names: ReadonlyMap<number, string>; elapsedMs: number },
  ): void {
    for (const [slot, fighter] of world.fighters) {
      const pale = Math.max(
        fighter.hp,
        (this.#pale.get(slot) ?? hpMax) - (followPerSecond * elapsedMs) / 1000,
      )
      this.#pale.set(slot, fighter.stunTicks > 0 ? Math.max(pale, this.#pale.get(slot) ?? 0) : pale)
      context.save()
      if (slot % 2 === 1) {
        context.translate(width, 0)
        context.scale(-1, 1)
      }
      this.#drawSide(context, width, height, slot, fighter, names.get(slot) ?? '')
      context.restore()
    }
  }

  #drawSide(
    context: CanvasRenderingContext2D,
    width: number,
    height: number,
    slot: number,
    fighter: Fighter,
    name: string,
  ): void {
    const colours = sides[slot % 2] ?? sides[0]
    const left = Math.max(14, width * 0.04)
    const length = width / 2 - left - 105
    const isMirrored = slot % 2 === 1
    slanted(context, left, 30, length, 22, 'rgba(8, 6, 22, 0.75)')
    const from = (share: number): [number, number] => [left + length * (1 - share), length * share]
    slanted(
      context,
      ...at(from((this.#pale.get(slot) ?? fighter.hp) / hpMax), 30),
      22,
      'rgba(255, 236, 190, 0.8)',
    )
    const isLow = fighter.hp <= 25
    slanted(context, ...at(from(fighter.hp / hpMax), 30), 22, isLow ? '#ffcf3f' : colours.cloth)
    for (let win = 0; win < fighter.wins; win++) {
      context.beginPath()
      context.arc(left + length - 12 - win * 22, 70, 7, 0, 2 * Math.PI)
      context.fillStyle = '#ffd45e'
      context.fill()
    }
    slanted(context, left, height - 34, length * 0.55, 10, 'rgba(8, 6, 22, 0.75)')
    slanted(
      context,
      left,
      height - 34,
      (length * 0.55 * fighter.meter) / meterMax,
      10,
      `rgb(${colours.glow})`,
    )
    context.save()
    if (isMirrored) context.scale(-1, 1)
    context.fillStyle = '#fff'
    context.font = '700 17px system-ui, sans-serif'
    context.textAlign = isMirrored ? 'right' : 'left'
    context.fillText(name, isMirrored ? -left : left, 76)
    if (fighter.combo > 1 && fighter.stunTicks > 0) {
      context.font = '900 34px system-ui, sans-serif'
      context.fillStyle = '#ffe08a'
      context.fillText(`${fighter.combo} hits`, isMirrored ? -left : left, 132)
    }
    context.restore()
  }
}

function at([left, length]: [number, number], top: number): [number, number, number] {
  return [left, top, length]
}

function slanted(
  context: CanvasRenderingContext2D,
  left: number,
  top: number,
  length: number,
  height: number,
  css: string,
): void {
  if (length <= 0) return
  const slant = height * 0.5
  context.beginPath()
  context.moveTo(left + slant, top)
  context.lineTo(left + length + slant, top)
  context.lineTo(left + length, top + height)
  context.lineTo(left, top + height)
  context.fillStyle = css
  context.fill()
}
