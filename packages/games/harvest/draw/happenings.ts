import { goodFacts, type HarvestEvent } from '../harvest.ts'
import type { Bursts } from './bursts.ts'
import { make } from './element.ts'
import { cardTexts } from './hand.ts'
import { type Layout, middleOf, toPage } from './layout.ts'
import type { NeighbourLayer } from './neighbour-layer.ts'
import type { Pictures } from './pictures.ts'
import type { HarvestSounds } from './sounds.ts'

/** How long a piece of news stays. */
const newsMs = 5_000
/** A harvest flies to the pantry in so many pictures at most. */
const flyingMax = 6
const crowsFlying = 5

type Value<Name extends HarvestEvent['name']> = Extract<HarvestEvent, { name: Name }>['value']

/** What is known at the time of an event. */
export interface Moment {
  readonly slot: number | undefined
  readonly names: ReadonlyMap<number, string>
  readonly nowMs: number
}

interface Stage {
  readonly pictures: Pictures
  readonly bursts: Bursts
  readonly neighbours: NeighbourLayer
  readonly sounds: HarvestSounds | undefined
}

/** What players did, as all see it: a line of news, something that flies, a sound. */
export class Happenings {
  readonly element = make('p', 'hv-news')
  readonly #stage: Stage
  #toldMs = 0

  constructor(stage: Stage) {
    this.#stage = stage
    this.element.setAttribute('aria-live', 'polite')
  }

  show(event: HarvestEvent, moment: Moment, layout: Layout): void {
    const { name, value } = event
    if (name === 'delivered') this.#delivered(value, moment)
    else if (name === 'foraged') this.#foraged(value, moment, layout)
    else if (name === 'gathered') this.#gathered(value, moment, layout)
    else if (name === 'played') this.#played(value, moment, layout)
    else if (name === 'learned')
      this.tell(`${nameOf(value.by, moment)} learned to make ${goodFacts[value.recipe].name}`, moment.nowMs)
    else {
      this.tell(`A golden order: ${value.reward} coins!`, moment.nowMs)
      this.#stage.sounds?.play('golden')
    }
  }

  tell(text: string, nowMs: number): void {
    this.element.textContent = text
    this.#toldMs = nowMs
  }

  /** To be called with each picture. */
  fade(nowMs: number): void {
    if (nowMs - this.#toldMs > newsMs && this.element.textContent !== '') this.element.textContent = ''
  }

  #delivered({ by, reward, isGolden }: Value<'delivered'>, moment: Moment): void {
    const at = this.#stage.neighbours.placeOf(by)
    if (at) this.#stage.bursts.say(`+${reward}`, at, moment.nowMs, isGolden ? '#ffd257' : undefined)
    if (!isGolden && !at) return
    const what = isGolden ? ' the golden order' : ''
    this.tell(`${nameOf(by, moment)} delivered${what}: ${reward} coins`, moment.nowMs)
  }

  #foraged({ by, good, x, y }: Value<'foraged'>, { slot, nowMs }: Moment, layout: Layout): void {
    const { pictures, bursts, neighbours, sounds } = this.#stage
    const home = neighbours.placeOf(by) ?? pantryOf(layout)
    bursts.fly(pictures.texture(good), toPage(layout, { x, y }), home, nowMs)
    if (by === slot) sounds?.play('gather')
  }

  #gathered({ by, plot, crop, count }: Value<'gathered'>, { slot, nowMs }: Moment, layout: Layout): void {
    if (by !== slot) return
    const { pictures, bursts, sounds } = this.#stage
    const at = middleOf(layout.plots[plot] ?? layout.farm)
    for (let index = 0; index < Math.min(count, flyingMax); index++)
      bursts.fly(pictures.texture(crop), at, pantryOf(layout), nowMs, { delayMs: index * 70, size: 46 })
    bursts.say(`+${count}`, at, nowMs)
    sounds?.play('gather')
  }

  #played({ by, card, target, isHeldOff }: Value<'played'>, moment: Moment, layout: Layout): void {
    const { slot, nowMs } = moment
    const isOwn = target === slot
    if (card === 'crows') {
      this.tell(crowNews({ by, target, isHeldOff }, moment), nowMs)
      this.#flyCrows(by, target, nowMs, layout)
      if (isOwn && !isHeldOff) this.#stage.sounds?.play('crows')
    } else if (by !== slot) this.tell(`${nameOf(by, moment)} played ${cardTexts[card].name}`, nowMs)
  }

  #flyCrows(by: number, target: number, nowMs: number, { width, farm }: Layout): void {
    const { pictures, bursts, neighbours } = this.#stage
    const home = { x: width / 2, y: farm.y }
    const from = neighbours.placeOf(by) ?? home
    const to = neighbours.placeOf(target) ?? home
    for (let index = 0; index < crowsFlying; index++) {
      const near = { x: to.x + (index - 2) * 34, y: to.y + (index % 2) * 22 }
      const flight = { ms: 1_100, delayMs: index * 90, size: 44, arc: 120 }
      bursts.fly(pictures.texture('crow'), from, near, nowMs, flight)
    }
  }
}

function crowNews({ by, target, isHeldOff }: Omit<Value<'played'>, 'card'>, moment: Moment): string {
  const isOwn = target === moment.slot
  if (isHeldOff) {
    const whose = isOwn ? 'Your' : `${nameOf(target, moment)}'s`
    return `${whose} scarecrow kept the crows away`
  }
  return `${nameOf(by, moment)} sent crows to ${isOwn ? 'your farm: shoo them away!' : nameOf(target, moment)}`
}

function nameOf(slot: number, moment: Moment): string {
  return slot === moment.slot ? 'You' : (moment.names.get(slot) ?? 'A neighbour')
}

/** Where what was gathered goes. */
function pantryOf({ isNarrow, width, height }: Layout): { x: number; y: number } {
  return isNarrow ? { x: width / 2, y: height - 200 } : { x: 120, y: 300 }
}
