import { Application } from 'pixi.js'
import type { Controls, Drawing, DrawingOptions, Effects, Hud, View } from '../drawing.ts'
import { Board } from './draw/board.ts'
import { Bursts } from './draw/bursts.ts'
import { make, makeButton } from './draw/element.ts'
import { FarmLayer } from './draw/farm-layer.ts'
import { Hand } from './draw/hand.ts'
import { Happenings } from './draw/happenings.ts'
import { Hint } from './draw/hint.ts'
import { Kitchen } from './draw/kitchen.ts'
import { type Layout, layOut, middleOf, toField } from './draw/layout.ts'
import { MeadowLayer } from './draw/meadow-layer.ts'
import { NeighbourLayer } from './draw/neighbour-layer.ts'
import { colourOf } from './draw/palette.ts'
import { Pantry } from './draw/pantry.ts'
import { Pictures } from './draw/pictures.ts'
import { PlotButtons } from './draw/plot-buttons.ts'
import { paintScenery } from './draw/scenery.ts'
import { SeedBar, seedKeys } from './draw/seed-bar.ts'
import { HarvestSounds, type SoundName } from './draw/sounds.ts'
import { style } from './draw/style.ts'
import {
  type Card,
  type Commands,
  crops,
  type Farmer,
  fieldHeight,
  fieldWidth,
  type HarvestEvent,
  type Input,
  isRipe,
  tickRate,
  type World,
} from './harvest.ts'

/** How long a refusal stays. */
const sayMs = 2_400
/** The last of the light, at the end of the match. */
const duskShare = 0.55
const urgentSeconds = 30
const pixelRatioMax = 2
const texturesPerBatch = 2

export async function createDrawing(options: DrawingOptions): Promise<Drawing<World, Input>> {
  const app = new Application()
  const { host } = options
  await app.init({
    preference: 'webgl',
    autoStart: false,
    sharedTicker: false,
    backgroundAlpha: 0,
    antialias: true,
    autoDensity: true,
    resolution: Math.min(pixelRatioMax, globalThis.devicePixelRatio || 1),
    width: Math.max(1, host.clientWidth),
    height: Math.max(1, host.clientHeight),
  })
  // A shader that chooses among few textures is much cheaper in each pixel than the usual one of 16.
  app.renderer.limits.maxBatchableTextures = texturesPerBatch
  return new HarvestDrawing(app, options)
}

class HarvestDrawing implements Drawing<World, Input> {
  readonly #app: Application
  readonly #host: HTMLElement
  readonly #send: DrawingOptions['send']
  readonly #sounds: HarvestSounds | undefined
  readonly #pictures = new Pictures()
  readonly #land = document.createElement('canvas')
  readonly #root = make('div', 'hv')
  readonly #dusk = make('div', 'hv-dusk')
  readonly #say = make('p', 'hv-say')
  readonly #line = make('p', 'hv-hint')
  readonly #hint = new Hint()
  readonly #targets = make('div', '')
  readonly #bursts = new Bursts()
  readonly #farm: FarmLayer
  readonly #neighbours: NeighbourLayer
  readonly #meadow: MeadowLayer
  readonly #happenings: Happenings
  readonly #board: Board
  readonly #pantry: Pantry
  readonly #kitchen: Kitchen
  readonly #hand: Hand
  readonly #seeds: SeedBar
  readonly #plots: PlotButtons
  #layout: Layout = layOut(1, 1)
  #view: View<World> | undefined
  #armed: Card | undefined
  #heldKeys: ReadonlySet<string> = new Set()
  #input: Input = { x: fieldWidth / 2, y: fieldHeight }
  #saidMs = 0

  constructor(app: Application, { host, effects, sounds, send }: DrawingOptions) {
    this.#app = app
    this.#host = host
    this.#send = send
    this.#sounds = sounds && new HarvestSounds(sounds)
    const pictures = this.#pictures
    this.#farm = new FarmLayer(pictures)
    this.#neighbours = new NeighbourLayer(pictures)
    this.#meadow = new MeadowLayer(pictures, (id) => this.#ask('forage', { id }))
    const stage = { pictures, bursts: this.#bursts, neighbours: this.#neighbours, sounds: this.#sounds }
    this.#happenings = new Happenings(stage)
    this.#board = new Board(pictures, (id) => this.#deliver(id))
    this.#pantry = new Pantry(pictures, (good) => this.#ask('sell', { good }, 'coin'))
    this.#kitchen = new Kitchen(pictures, {
      cook: (recipe) => this.#ask('cook', { recipe }, 'card'),
      learn: (recipe) => this.#ask('buy', { what: recipe }, 'golden'),
    })
    this.#hand = new Hand(pictures, (card) => this.#play(card))
    this.#seeds = new SeedBar(pictures)
    this.#plots = new PlotButtons(pictures, (index) => this.#tend(index))
    const tray = make('div', 'hv-tray', this.#hand.element, this.#pantry.element, this.#kitchen.element)
    const { element: wild } = this.#meadow
    this.#say.setAttribute('role', 'status')
    this.#root.append(
      make('style', '', style),
      this.#plots.element,
      wild,
      this.#dusk,
      this.#board.element,
      tray,
    )
    this.#root.append(this.#seeds.element, this.#targets, this.#happenings.element, this.#line, this.#say)
    // A button that was clicked must not keep the keys from the farm, nor one that was reached by Tab.
    this.#root.addEventListener('mousedown', (event) => event.preventDefault())
    this.#root.addEventListener('keydown', ({ code, repeat }) => repeat || this.#pressed(code))
    app.stage.addChild(
      this.#neighbours.container,
      this.#farm.container,
      this.#meadow.container,
      this.#bursts.container,
    )
    for (const canvas of [this.#land, app.canvas])
      canvas.style.cssText = 'position:absolute;inset:0;width:100%;height:100%'
    host.append(this.#land, app.canvas, this.#root)
    this.setEffects(effects)
    this.resize()
  }

  draw(view: View<World>): void {
    this.#view = view
    const { world, slot, names, nowMs } = view
    const tick = tickOf(view)
    const own = slot === undefined ? undefined : world.players.get(slot)
    const others = [...world.players].filter(([of]) => of !== slot)
    this.#neighbours.show(others, names, tick)
    this.#meadow.show(world, slot, names, this.#layout, nowMs)
    this.#board.show(world, own, tick)
    for (const part of [this.#farm.container, this.#pantry.element, this.#hand.element]) {
      if ('hidden' in part) part.hidden = !own
      else part.visible = own !== undefined
    }
    for (const element of [this.#kitchen.element, this.#seeds.element, this.#plots.element])
      element.hidden = !own
    if (own) this.#showOwn(own, world, tick, nowMs)
    this.#dusk.style.opacity = String(duskShare * (1 - world.ticksLeft / Math.max(1, world.lastTick)) ** 3)
    this.#say.classList.toggle('is-on', nowMs - this.#saidMs < sayMs)
    this.#happenings.fade(nowMs)
    this.#bursts.show(nowMs)
    this.#app.render()
  }

  input({ pointer, keys }: Controls): Input {
    for (const key of keys) if (!this.#heldKeys.has(key)) this.#pressed(key)
    this.#heldKeys = new Set(keys)
    // A hand that is not in the meadow rests below it, and nobody sees it.
    const at = pointer && toField(this.#layout, pointer)
    this.#input = at ?? { x: this.#input.x, y: fieldHeight }
    return this.#input
  }

  hud(world: World): Hud {
    const secondsLeft = Math.ceil(world.ticksLeft / tickRate)
    const scores = [...world.players].map(([slot, { earned }]) => ({
      slot,
      score: earned,
      colour: colourOf(slot),
    }))
    return {
      title: 'Earned today',
      secondsLeft,
      isUrgent: secondsLeft <= urgentSeconds,
      scores: scores.sort((a, b) => b.score - a.score),
    }
  }

  event(name: string, value: unknown): void {
    if (this.#view) this.#happenings.show({ name, value } as HarvestEvent, this.#view, this.#layout)
  }

  setEffects(effects: Effects): void {
    this.#bursts.isCalm = effects !== 'full'
  }

  resize(): void {
    const { clientWidth, clientHeight } = this.#host
    this.#layout = layOut(Math.max(320, clientWidth), Math.max(320, clientHeight))
    this.#app.renderer.resize(Math.max(1, clientWidth), Math.max(1, clientHeight))
    paintScenery(this.#land, this.#layout, Math.min(pixelRatioMax, globalThis.devicePixelRatio || 1))
    this.#farm.place(this.#layout)
    this.#neighbours.place(this.#layout)
    this.#plots.place(this.#layout)
    const { isNarrow, isFlat, between, farm } = this.#layout
    this.#root.classList.toggle('is-narrow', isNarrow)
    this.#root.classList.toggle('is-flat', isFlat)
    this.#root.style.setProperty('--middle', `${between.x + between.width / 2}px`)
    this.#say.style.top = `${farm.y - 104}px`
    // On a flat page it would hide what grows wild.
    this.#line.style.top = `${isFlat ? farm.y + farm.height + 4 : farm.y - 8}px`
  }

  destroy(): void {
    this.#root.remove()
    this.#land.remove()
    this.#app.destroy({ removeView: true }, { children: true })
    this.#pictures.destroy()
  }

  #showOwn(own: Farmer, world: World, tick: number, nowMs: number): void {
    if (this.#armed && !own.hand.includes(this.#armed)) this.#disarm()
    this.#farm.show(own, tick, nowMs)
    this.#pantry.show(world, own)
    this.#kitchen.show(own, tick)
    this.#hand.show(own, this.#armed)
    this.#seeds.show(own)
    this.#plots.show(own, tick)
    const line = this.#hint.textFor(own, tick)
    if (this.#line.textContent !== line) this.#line.textContent = line
  }

  /** The one thing that a plot needs now. */
  #tend(plot: number): Promise<void> {
    const own = this.#own
    const bed = own?.plots[plot]
    if (!own || !this.#view) return Promise.resolve()
    const tick = tickOf(this.#view)
    if (!bed) return this.#ask('buy', { what: 'plot' }, 'coin')
    if (bed.crop === 'none') return this.#ask('plant', { plot, crop: this.#seeds.chosen }, 'sow')
    if (tick < bed.crowTick) return this.#ask('shoo', { plot }, 'crows')
    if (isRipe(bed, tick)) return this.#ask('gather', { plot })
    const { nowMs } = this.#view
    return this.#ask('water', { plot }, 'water').then(() => this.#splash(plot, nowMs))
  }

  #play(card: Card): void {
    const rivals = [...(this.#view?.world.players ?? [])].filter(([slot]) => slot !== this.#view?.slot)
    const [only, ...more] = rivals
    const wasArmed = this.#armed === card
    this.#disarm()
    if (card !== 'crows') this.#ask('play', { card, target: 0 }, 'card').catch(() => {})
    else if (only && more.length === 0) this.#sendCrows(only[0])
    else if (!wasArmed)
      this.#arm(
        card,
        rivals.map(([slot]) => slot),
      )
  }

  #arm(card: Card, rivals: readonly number[]): void {
    this.#armed = card
    this.#happenings.tell('Whose farm are the crows to visit?', this.#view?.nowMs ?? 0)
    this.#targets.append(...rivals.map((slot) => this.#targetButton(slot)))
    this.#targets.querySelector('button')?.focus()
  }

  #targetButton(slot: number): HTMLButtonElement {
    const name = this.#view?.names.get(slot) ?? 'A neighbour'
    const button = makeButton('hv-target', () => this.#sendCrows(slot), name)
    button.setAttribute('aria-label', `Send the crows to ${name}`)
    const { x = 0, y = 0 } = this.#neighbours.placeOf(slot) ?? {}
    Object.assign(button.style, { left: `${x}px`, top: `${y + 50}px` })
    return button
  }

  #sendCrows(target: number): void {
    this.#disarm()
    this.#ask('play', { card: 'crows', target }).catch(() => {})
  }

  #disarm(): void {
    this.#armed = undefined
    this.#targets.replaceChildren()
  }

  /** Says why, when it is refused; whoever asked may show it too. */
  async #ask<Name extends keyof Commands>(
    name: Name,
    value: Commands[Name],
    sound?: SoundName,
  ): Promise<void> {
    try {
      await this.#send(name, value)
      this.#hint.did(name)
      if (sound) this.#sounds?.play(sound)
    } catch (error) {
      this.#say.textContent = (error as Error).message
      this.#saidMs = this.#view?.nowMs ?? 0
      this.#sounds?.play('no')
      throw error
    }
  }

  async #deliver(id: number): Promise<void> {
    const at = this.#board.placeOf(id)
    const reward = this.#view?.world.orders.get(id)?.reward
    await this.#ask('deliver', { id }, 'coin')
    if (!at) return
    const nowMs = this.#view?.nowMs ?? 0
    this.#bursts.pop(this.#pictures.texture('coin'), at, 14, nowMs)
    this.#bursts.say(`+${reward}`, at, nowMs, '#ffd257', 30)
  }

  #pressed(key: string): void {
    const digit = Number(/^(?:Digit|Numpad)([1-8])$/.exec(key)?.[1])
    if (digit) this.#tend(digit - 1).catch(() => this.#plots.shake(digit - 1))
    const crop = crops[seedKeys.indexOf(key as (typeof seedKeys)[number])]
    if (crop) this.#seeds.choose(crop)
  }

  #splash(plot: number, nowMs: number): void {
    const at = middleOf(this.#layout.plots[plot] ?? this.#layout.farm)
    this.#bursts.fly(
      this.#pictures.texture('can'),
      { x: at.x + 34, y: at.y - 50 },
      { x: at.x + 10, y: at.y - 44 },
      nowMs,
      { arc: 10, size: 54 },
    )
  }

  get #own(): Farmer | undefined {
    const { world, slot } = this.#view ?? {}
    return slot === undefined ? undefined : world?.players.get(slot)
  }
}

/** Farms are shown as the newest snapshot has them; their time goes on between snapshots. */
function tickOf({ world, tick }: View<World>): number {
  return Math.max(tick, world.lastTick - world.ticksLeft)
}
