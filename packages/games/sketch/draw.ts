import type {
  Controls,
  Drawing,
  DrawingOptions,
  Effects,
  FeedLine,
  GameSounds,
  Hud,
  View,
} from '../drawing.ts'
import { Confetti } from './draw/confetti.ts'
import { Desk } from './draw/desk.ts'
import { Hand } from './draw/hand.ts'
import { colourOf, penColours, penWidths } from './draw/palette.ts'
import { Paper } from './draw/paper.ts'
import { Pencil } from './draw/pencil.ts'
import { pointsForDrawing, type SketchInput, type SketchWorld } from './sketch.ts'

export async function createDrawing(options: DrawingOptions): Promise<Drawing<SketchWorld, SketchInput>> {
  return new SketchDrawing(options)
}

class SketchDrawing implements Drawing<SketchWorld, SketchInput> {
  readonly #host: HTMLElement
  readonly #sounds: GameSounds | undefined
  readonly #send: DrawingOptions['send']
  readonly #paper = new Paper()
  readonly #confetti = new Confetti()
  readonly #pencil: Pencil
  readonly #hand: Hand
  readonly #desk: Desk
  /** Of this turn, by slot. */
  readonly #points = new Map<number, number>()
  #isCalm: boolean
  #slot: number | undefined
  #drawer = -1
  #wantedUndo = false
  #lastMs = 0

  constructor({ host, sounds, send, effects }: DrawingOptions) {
    this.#host = host
    this.#sounds = sounds
    this.#send = send
    this.#isCalm = effects === 'calm'
    this.#pencil = new Pencil((stroke) => this.#ask('stroke', stroke))
    this.#hand = new Hand(this.#paper, this.#pencil)
    this.#desk = new Desk({
      choose: (index) => void this.#ask('choose', { index }).catch(() => {}),
      guess: (text) => void this.#ask('guess', { text }).catch(() => {}),
      undo: () => this.#undo(),
      clear: () => {
        this.#pencil.forget()
        void this.#ask('clear', {}).catch(() => {})
      },
      pick: (pen) => this.#pick(pen),
    })
    host.append(this.#paper.canvas, this.#desk.element)
    this.#pick({})
    this.resize()
  }

  draw({ world, slot, nowMs, names }: View<SketchWorld>): void {
    const own = slot === undefined ? undefined : world.players.get(slot)
    const isDrawer = slot !== undefined && world.drawer === slot + 1
    const isDrawing = isDrawer && world.phase === 'drawing'
    if (isDrawing !== this.#hand.mayDraw) this.#pencil.forget()
    this.#slot = slot
    this.#drawer = world.drawer - 1
    this.#hand.mayDraw = isDrawing
    this.#hand.update(nowMs)
    this.#paper.canvas.style.cursor = isDrawing ? 'crosshair' : 'default'
    const context = this.#paper.draw(world, isDrawing ? this.#pencil.ownStrokes(nowMs) : [], isDrawing)
    this.#confetti.draw(context, Math.min(100, nowMs - this.#lastMs))
    this.#lastMs = nowMs
    const nameOf = (player: number): string => names.get(player) ?? 'Somebody'
    const points = [...this.#points].map(([player, got]) => ({ name: nameOf(player), points: got }))
    this.#desk.show({ world, own, isDrawer, drawerName: nameOf(this.#drawer), points, nowMs })
  }

  input({ keys }: Controls): SketchInput {
    for (let digit = 1; digit <= 9; digit++) if (keys.has(`Digit${digit}`)) this.#pick({ colour: digit - 1 })
    const wantsUndo = keys.has('KeyZ')
    if (wantsUndo && !this.#wantedUndo) this.#undo()
    this.#wantedUndo = wantsUndo
    const { colour, width } = this.#pencil
    return { ...this.#hand.at, isDown: this.#hand.isDown, colour, width }
  }

  hud(world: SketchWorld): Hud {
    const scores = [...world.players].map(([player, { score, hasFound }]) => ({
      slot: player,
      score,
      detail: world.drawer === player + 1 ? 'draws' : hasFound ? 'found it' : '',
      colour: colourOf(player),
    }))
    return {
      title: world.phase === 'waiting' ? 'Waiting for players' : `Round ${world.round}`,
      secondsLeft: world.secondsLeft,
      isUrgent: world.phase === 'drawing' && world.secondsLeft <= 10,
      scores: scores.sort((a, b) => b.score - a.score),
    }
  }

  event(name: string, value: unknown): void {
    if (name === 'found') this.#found(value as { by: number; points: number })
    if (name === 'revealed') this.#chime([440, 554, 659])
    if (name === 'turn') {
      this.#pencil.forget()
      this.#points.clear()
      this.#chime([523])
    }
  }

  feedLine(name: string, value: unknown): FeedLine | undefined {
    const told = value as { by: number; text: string; points: number }
    if (name === 'guessed') return { by: told.by, verb: 'says', note: told.text }
    return name === 'found' ? { by: told.by, verb: 'has found it', note: `+${told.points}` } : undefined
  }

  setEffects(effects: Effects): void {
    this.#isCalm = effects === 'calm'
  }

  resize(): void {
    this.#paper.resize(Math.max(1, this.#host.clientWidth), Math.max(1, this.#host.clientHeight))
    this.#desk.place(this.#paper.sheet)
  }

  destroy(): void {
    this.#hand.close()
    this.#paper.canvas.remove()
    this.#desk.element.remove()
  }

  async #ask(command: string, value: unknown): Promise<void> {
    try {
      await this.#send(command, value)
    } catch (error) {
      this.#desk.say((error as Error).message)
      throw error
    }
  }

  #found({ by, points }: { by: number; points: number }): void {
    this.#points.set(by, points)
    this.#points.set(this.#drawer, (this.#points.get(this.#drawer) ?? 0) + pointsForDrawing)
    this.#chime([660, 880])
    if (this.#isCalm) return
    const { left, top, width } = this.#paper.sheet
    this.#confetti.burst(left + width / 2, top + 30, by === this.#slot ? 120 : 24)
  }

  #undo(): void {
    if (!this.#hand.mayDraw) return
    this.#pencil.forget()
    void this.#ask('undo', {}).catch(() => {})
  }

  #pick({ colour = this.#pencil.colour, width = this.#pencil.width }): void {
    this.#pencil.colour = Math.min(colour, penColours.length - 1)
    this.#pencil.width = Math.min(width, penWidths.length - 1)
    this.#desk.press(this.#pencil)
  }

  #chime(pitches: readonly number[]): void {
    if (!this.#sounds) return
    const { context, output } = this.#sounds
    for (const [index, pitch] of pitches.entries()) {
      const tone = context.createOscillator()
      const loudness = context.createGain()
      const atSeconds = context.currentTime + index * 0.09
      tone.frequency.value = pitch
      tone.type = 'triangle'
      loudness.gain.setValueAtTime(0.16, atSeconds)
      loudness.gain.exponentialRampToValueAtTime(0.001, atSeconds + 0.3)
      tone.connect(loudness).connect(output)
      tone.start(atSeconds)
      tone.stop(atSeconds + 0.32)
    }
  }
}
