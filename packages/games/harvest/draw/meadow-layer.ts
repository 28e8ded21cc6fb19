import { Container, Sprite, Text } from 'pixi.js'
import { fieldHeight, goodFacts, type World } from '../harvest.ts'
import { make, makeButton, shake } from './element.ts'
import { type Layout, toPage } from './layout.ts'
import { ink, paper } from './palette.ts'
import type { Pictures } from './pictures.ts'

const popMs = 350
const slotsPainted = 6
/** A hand at the lower edge is at home. */
const homeY = fieldHeight - 4

/** What grows wild, and the hands that reach for it. */
export class MeadowLayer {
  readonly container = new Container()
  /** Buttons over what can be picked. */
  readonly element = make('div', '')
  readonly #pictures: Pictures
  readonly #forage: (id: number) => Promise<void>
  readonly #wild = new Map<number, { sprite: Sprite; button: HTMLButtonElement; sinceMs: number }>()
  readonly #hands = new Map<number, { sprite: Sprite; name: Text }>()
  readonly #things = new Container()
  readonly #gloves = new Container()

  constructor(pictures: Pictures, forage: (id: number) => Promise<void>) {
    this.#pictures = pictures
    this.#forage = forage
    this.element.setAttribute('role', 'group')
    this.element.setAttribute('aria-label', 'The meadow: whoever is first has it')
    this.container.addChild(this.#things, this.#gloves)
  }

  show(
    world: World,
    own: number | undefined,
    names: ReadonlyMap<number, string>,
    layout: Layout,
    nowMs: number,
  ): void {
    this.#showWild(world, layout, nowMs)
    for (const [slot, { x, y }] of world.players) {
      const { sprite, name } = this.#handOf(slot)
      const isOut = slot !== own && y < homeY
      sprite.visible = isOut
      name.visible = isOut
      const at = toPage(layout, { x, y })
      sprite.position.set(at.x, at.y)
      name.position.set(at.x + 22, at.y + 40)
      name.text = names.get(slot) ?? ''
    }
    for (const [slot, { sprite, name }] of this.#hands)
      if (!world.players.has(slot)) sprite.visible = name.visible = false
  }

  #showWild({ wild }: World, layout: Layout, nowMs: number): void {
    for (const [id, { sprite, button }] of this.#wild) {
      if (wild.has(id)) continue
      sprite.destroy()
      button.remove()
      this.#wild.delete(id)
    }
    for (const [id, thing] of wild) {
      const { sprite, button, sinceMs } = this.#wild.get(id) ?? this.#grow(id, thing.good, nowMs)
      const at = toPage(layout, thing)
      const share = Math.min(1, (nowMs - sinceMs) / popMs)
      sprite.position.set(at.x, at.y + 16 + Math.sin(nowMs / 500 + id) * 2)
      sprite.setSize(44 * (share < 1 ? share * (2.4 - 1.4 * share) : 1))
      button.style.left = `${at.x}px`
      button.style.top = `${at.y}px`
    }
  }

  #grow(id: number, good: 'mushroom' | 'honey', nowMs: number) {
    const sprite = new Sprite(this.#pictures.texture(good))
    sprite.anchor.set(0.5, 0.9)
    const button = makeButton('hv-wild', () => void this.#forage(id).catch(() => shake(button)))
    button.setAttribute('aria-label', `Pick ${goodFacts[good].name}`)
    this.#things.addChild(sprite)
    this.element.append(button)
    const grown = { sprite, button, sinceMs: nowMs }
    this.#wild.set(id, grown)
    return grown
  }

  #handOf(slot: number) {
    const known = this.#hands.get(slot)
    if (known) return known
    const sprite = new Sprite(this.#pictures.texture(`glove-${slot % slotsPainted}`))
    sprite.setSize(44)
    const name = new Text({
      style: { fill: paper, stroke: { color: ink, width: 3 }, fontSize: 12, fontFamily: 'Georgia, serif' },
      anchor: 0.5,
      resolution: 2,
    })
    this.#gloves.addChild(sprite, name)
    const hand = { sprite, name }
    this.#hands.set(slot, hand)
    return hand
  }
}
