import type { Controls, Drawing, DrawingOptions, FeedLine, GameSounds, Hud, View } from '../drawing.ts'
import { Desk } from './draw/desk.ts'
import { colourOf, penColours, penWidths } from './draw/palette.ts'
import { Paper } from './draw/paper.ts'
import { Pencil } from './draw/pencil.ts'
import type { SketchInput, SketchWorld } from './sketch.ts'

export async function createDrawing(options: DrawingOptions): Promise<Drawing<SketchWorld, SketchInput>> {
  return new SketchDrawing(options)
}

class SketchDrawing implements Drawing<SketchWorld, SketchInput> {
  readonly #host: HTMLElement
  readonly #sounds: GameSounds | undefined
  readonly #send: DrawingOptions['send']
  readonly #paper = new Paper()
  readonly #pencil: Pencil
  readonly #desk: Desk
  #isDrawing = false
  #at = { x: 0, y: 0 }
  #isDown = false
  #wantedUndo = false

  constructor({ host, sounds, send }: DrawingOptions) {
    this.#host = host
    this.#sounds = sounds
    this.#send = send
    this.#pencil = new Pencil((stroke) => this.#ask('stroke', stroke))
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

  draw({ world, slot, nowMs }: View<SketchWorld>): void {
    const own = slot === undefined ? undefined : world.players.get(slot)
    const isDrawer = slot !== undefined && world.drawer === slot + 1
    const isDrawing = isDrawer && world.phase === 'drawing'
    if (isDrawing !== this.#isDrawing) this.#pencil.forget()
    this.#isDrawing = isDrawing
    this.#paper.canvas.style.cursor = isDrawing ? 'crosshair' : 'default'
    if (isDrawing) this.#pencil.move(this.#isDown ? this.#at : undefined, this.#isDown, nowMs)
    this.#paper.draw(world, isDrawing ? this.#pencil.ownStrokes(nowMs) : [], nowMs)
    this.#desk.show(world, own, isDrawer, nowMs)
  }

  input({ pointer, keys }: Controls): SketchInput {
    const at = pointer && this.#paper.at(pointer.x, pointer.y)
    if (at) this.#at = at
    this.#isDown = at !== undefined && (pointer?.isDown ?? false)
    for (let digit = 1; digit <= 9; digit++) if (keys.has(`Digit${digit}`)) this.#pick({ colour: digit - 1 })
    const wantsUndo = keys.has('KeyZ')
    if (wantsUndo && !this.#wantedUndo) this.#undo()
    this.#wantedUndo = wantsUndo
    const { colour, width } = this.#pencil
    return { ...this.#at, isDown: this.#isDown && this.#isDrawing, colour, width }
  }

  hud(world: SketchWorld, slot: number | undefined): Hud {
    const scores = [...world.players].map(([player, { score, hasFound }]) => ({
      slot: player,
      score,
      detail: world.drawer === player + 1 ? 'draws' : hasFound ? 'found it' : '',
      colour: colourOf(player),
    }))
    const isChoosing = world.phase === 'choosing' && world.drawer !== (slot ?? -1) + 1
    return {
      title: world.phase === 'waiting' ? 'Waiting for players' : `Round ${world.round}`,
      secondsLeft: world.secondsLeft,
      isUrgent: world.phase === 'drawing' && world.secondsLeft <= 10,
      scores: scores.sort((a, b) => b.score - a.score),
      banner: isChoosing ? { title: 'Get ready', detail: 'chooses a word', by: world.drawer - 1 } : undefined,
    }
  }

  event(name: string): void {
    if (name === 'found') this.#chime([660, 880])
    if (name === 'revealed') this.#chime([440, 554, 659])
    if (name === 'turn') {
      this.#pencil.forget()
      this.#chime([523])
    }
  }

  feedLine(name: string, value: unknown): FeedLine | undefined {
    const told = value as { by: number; text: string; points: number; word: string }
    if (name === 'guessed') return { by: told.by, verb: 'says', note: told.text }
    if (name === 'found') return { by: told.by, verb: 'has found it', note: `+${told.points}` }
    return name === 'revealed' ? { verb: 'It was', note: told.word } : undefined
  }

  resize(): void {
    this.#paper.resize(Math.max(1, this.#host.clientWidth), Math.max(1, this.#host.clientHeight))
  }

  destroy(): void {
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

  #undo(): void {
    if (!this.#isDrawing) return
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
