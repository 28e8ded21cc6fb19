import { Application, Container, Graphics, Text } from 'pixi.js'
import type { Controls, Drawing, DrawingOptions, FeedLine, Hud, View } from '../drawing.ts'
import { dashPauseTicks, half, type Input, isDashing, radius, type World } from './template.ts'

const colours = [0x4dd8ff, 0xff6b9a, 0xffc83d, 0x6bff9a, 0xb48bff, 0xff9256, 0x5f8bff, 0xe9f26b]
const colourOf = (slot: number) => colours[slot % colours.length] as number
const marginPixels = 60

export async function createDrawing({ host }: DrawingOptions): Promise<Drawing<World, Input>> {
  const app = new Application()
  await app.init({ resizeTo: host, antialias: true, autoStart: false, background: 0x0a0e24 })
  host.appendChild(app.canvas)
  return new TemplateDrawing(app)
}

class TemplateDrawing implements Drawing<World, Input> {
  readonly #app: Application
  readonly #field = new Container()
  readonly #shapes = new Graphics()
  readonly #names = new Map<number, Text>()

  constructor(app: Application) {
    this.#app = app
    this.#field.addChild(this.#shapes)
    app.stage.addChild(this.#field)
  }

  draw({ world, slot, names, nowMs }: View<World>): void {
    const { width, height } = this.#app.screen
    this.#field.position.set(width / 2, height / 2)
    this.#field.scale.set((Math.min(width, height) - marginPixels) / (2 * half + 2 * radius))
    const shapes = this.#shapes.clear()
    const edge = half + radius
    shapes
      .roundRect(-edge, -edge, 2 * edge, 2 * edge, 20)
      .fill(0x131a3d)
      .stroke({ width: 3, color: 0x4058c8 })
    for (const [id, { x, y }] of world.coins)
      shapes.ellipse(x, y, 7 * Math.abs(Math.cos(nowMs / 300 + id)) + 1, 7).fill(0xffd75e)
    for (const [of, player] of world.players) {
      const { x, y, aimX, aimY } = player
      if (isDashing(player))
        shapes.circle(x - aimX * 16, y - aimY * 16, radius * 0.8).fill({ color: colourOf(of), alpha: 0.4 })
      shapes.circle(x, y, radius).fill(colourOf(of))
      shapes.circle(x + aimX * 5, y + aimY * 5, 5).fill(0x0a0e24)
      if (of === slot) shapes.circle(x, y, radius + 4).stroke({ width: 2, color: 0xffffff })
      this.#nameOf(of, names.get(of) ?? '').position.set(x, y - radius - 12)
    }
    for (const [of, text] of this.#names) text.visible = world.players.has(of)
    this.#app.render()
  }

  input({ moveX, moveY, dash }: Controls): Input {
    return { moveX, moveY, dash }
  }

  hud(world: World, slot: number | undefined): Hud {
    const own = slot === undefined ? undefined : world.players.get(slot)
    return {
      title: 'Coins',
      secondsLeft: world.secondsLeft,
      isUrgent: world.secondsLeft <= 10,
      place: own,
      gauges: own && [
        {
          id: 'dash',
          label: 'Dash',
          value: dashPauseTicks - own.dash,
          max: dashPauseTicks,
          text: own.dash === 0 ? 'ready' : '',
          tone: own.dash === 0 ? 'good' : 'warning',
        },
      ],
      scores: [...world.players]
        .map(([of, { coins }]) => ({
          slot: of,
          score: coins,
          colour: `#${colourOf(of).toString(16).padStart(6, '0')}`,
        }))
        .sort((a, b) => b.score - a.score),
    }
  }

  feedLine(_name: string, value: unknown): FeedLine {
    const { by, target, coins } = value as { by: number; target: number; coins: number }
    return { by, verb: 'robbed', target, note: `${coins} coins` }
  }

  destroy(): void {
    this.#app.destroy({ removeView: true }, { children: true })
  }

  #nameOf(slot: number, name: string): Text {
    const text = this.#names.get(slot) ?? new Text({ style: { fill: 0xdde6ff, fontSize: 13 }, anchor: 0.5 })
    if (!this.#names.has(slot)) this.#field.addChild(text)
    this.#names.set(slot, text)
    text.text = name
    return text
  }
}
