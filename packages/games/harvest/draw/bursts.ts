import { Container, Sprite, Text, type Texture } from 'pixi.js'
import { ink } from './palette.ts'

interface Place {
  x: number
  y: number
}

interface Flight {
  readonly thing: Sprite | Text
  readonly from: Place
  readonly to: Place
  readonly startMs: number
  readonly ms: number
  /** How high over the straight line it goes. */
  readonly arc: number
  readonly spin: number
}

/** More at once would only be confetti; the oldest go. */
const flightsMax = 90

/** What flies, pops and rises: pictures and words that last a moment. */
export class Bursts {
  readonly container = new Container()
  isCalm = false
  #flights: Flight[] = []

  fly(
    texture: Texture,
    from: Place,
    to: Place,
    nowMs: number,
    { size = 40, ms = 700, arc = 90, delayMs = 0 } = {},
  ): void {
    const thing = new Sprite(texture)
    thing.anchor.set(0.5)
    thing.setSize(size)
    this.#launch({ thing, from, to, startMs: nowMs + delayMs, ms, arc, spin: this.isCalm ? 0 : 0.4 })
  }

  pop(texture: Texture, at: Place, count: number, nowMs: number): void {
    if (this.isCalm) return
    for (let index = 0; index < count; index++) {
      const angle = Math.random() * 2 * Math.PI
      const reach = 30 + Math.random() * 50
      const to = { x: at.x + Math.cos(angle) * reach, y: at.y + Math.sin(angle) * reach * 0.6 + 26 }
      this.fly(texture, at, to, nowMs, {
        size: 12 + Math.random() * 12,
        ms: 500 + Math.random() * 300,
        arc: 50,
      })
    }
  }

  say(text: string, at: Place, nowMs: number, colour = '#fff3d9', size = 22): void {
    const thing = new Text({
      text,
      style: {
        fill: colour,
        stroke: { color: ink, width: 5 },
        fontSize: size,
        fontFamily: 'Georgia, serif',
        fontWeight: 'bold',
      },
      anchor: 0.5,
      resolution: 2,
    })
    this.#launch({
      thing,
      from: at,
      to: { x: at.x, y: at.y - 54 },
      startMs: nowMs,
      ms: 1_300,
      arc: 0,
      spin: 0,
    })
  }

  show(nowMs: number): void {
    this.#flights = this.#flights.filter((flight) => {
      const share = (nowMs - flight.startMs) / flight.ms
      if (share >= 1) {
        flight.thing.destroy()
        return false
      }
      pose(flight, share)
      return true
    })
  }

  #launch(flight: Flight): void {
    flight.thing.visible = false
    this.container.addChild(flight.thing)
    this.#flights.push(flight)
    if (this.#flights.length > flightsMax) this.#flights.shift()?.thing.destroy()
  }
}

function pose({ thing, from, to, arc, spin }: Flight, share: number): void {
  thing.visible = share >= 0
  const eased = 1 - (1 - share) ** 2
  thing.position.set(
    from.x + (to.x - from.x) * eased,
    from.y + (to.y - from.y) * eased - Math.sin(share * Math.PI) * arc,
  )
  thing.rotation = spin * Math.sin(share * 5)
  thing.alpha = Math.min(1, (1 - share) * 3)
}
