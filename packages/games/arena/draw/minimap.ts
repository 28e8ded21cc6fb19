import { Container, Graphics } from 'pixi.js'
import { type ArenaWorld, type Layout, layouts } from '../arena.ts'
import { colourOf, padColours } from './palette.ts'

/** Sees all pads and the player's own place; others only while they fire, as their noise gives them away. */
const shownAfterShotMs = 1500

export class Minimap {
  readonly container = new Container()
  readonly #marks = new Graphics()
  readonly #shotAtMs = new Map<number, number>()
  #size = 150
  #layout: Layout = layouts.small

  constructor() {
    this.container.addChild(new Graphics(), this.#marks)
  }

  heard(slot: number, nowMs: number): void {
    this.#shotAtMs.set(slot, nowMs)
  }

  /** `right`, `top`: the corner it sits in, in pixels. */
  place(right: number, top: number, size: number): void {
    this.#size = size
    const { half: arenaHalf, walls } = this.#layout
    this.container.position.set(right - size / 2, top + size / 2)
    const scale = size / 2 / arenaHalf
    const base = this.container.getChildAt<Graphics>(0)
    base.clear()
    const half = size / 2
    base.roundRect(-half - 4, -half - 4, size + 8, size + 8, 6).fill({ color: 0x070a1c, alpha: 0.72 })
    base
      .roundRect(-half - 4, -half - 4, size + 8, size + 8, 6)
      .stroke({ width: 1.5, color: 0x3f7bff, alpha: 0.7 })
    for (const wall of walls) {
      base
        .rect(
          wall.left * scale,
          wall.top * scale,
          (wall.right - wall.left) * scale,
          (wall.bottom - wall.top) * scale,
        )
        .fill({ color: 0x5a6fc8, alpha: 0.75 })
    }
  }

  use(layout: Layout): void {
    this.#layout = layout
    const { x, y } = this.container.position
    this.place(x + this.#size / 2, y - this.#size / 2, this.#size)
  }

  draw(world: ArenaWorld, ownSlot: number | undefined, nowMs: number): void {
    const { half, pads } = this.#layout
    const scale = this.#size / 2 / half
    const pen = this.#marks
    pen.clear()
    pads.forEach((pad, i) => {
      if (world.padTimers[i] === 0)
        pen.circle(pad.x * scale, pad.y * scale, 2.6).fill({ color: padColours[pad.kind] })
    })
    for (const [slot, player] of world.players) {
      if (player.hp === 0 || slot === ownSlot) continue
      const sinceMs = nowMs - (this.#shotAtMs.get(slot) ?? Number.NEGATIVE_INFINITY)
      if (sinceMs > shownAfterShotMs) continue
      pen
        .circle(player.x * scale, player.y * scale, 3.2)
        .fill({ color: colourOf(slot), alpha: 1 - sinceMs / shownAfterShotMs / 1.4 })
    }
    const own = ownSlot === undefined ? undefined : world.players.get(ownSlot)
    if (!own || own.hp === 0) return
    const x = own.x * scale
    const y = own.y * scale
    const corner = (turn: number, length: number): [number, number] => [
      x + Math.cos(own.aim + turn) * length,
      y + Math.sin(own.aim + turn) * length,
    ]
    pen.poly([...corner(0, 7), ...corner(2.4, 5), ...corner(-2.4, 5)]).fill({ color: 0xffffff })
  }
}
