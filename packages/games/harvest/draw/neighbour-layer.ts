import { Container, Sprite, Text } from 'pixi.js'
import { type Farmer, plotsMax } from '../harvest.ts'
import { stageOf } from './farm-layer.ts'
import type { Layout } from './layout.ts'
import { ink, paper } from './palette.ts'
import type { Pictures } from './pictures.ts'

const slotsPainted = 6

interface Neighbour {
  readonly group: Container
  readonly house: Sprite
  readonly name: Text
  readonly beds: readonly Sprite[]
  readonly crow: Sprite
  readonly scarecrow: Sprite
}

/** The others' houses along the horizon, each with its plots in small. */
export class NeighbourLayer {
  readonly container = new Container()
  readonly #pictures: Pictures
  readonly #neighbours = new Map<number, Neighbour>()
  #layout: Layout | undefined

  constructor(pictures: Pictures) {
    this.#pictures = pictures
  }

  place(layout: Layout): void {
    this.#layout = layout
  }

  show(farmers: Iterable<[number, Farmer]>, names: ReadonlyMap<number, string>, tick: number): void {
    const { between = { x: 0, width: 0 }, horizon = 0, isNarrow = false, isFlat = false } = this.#layout ?? {}
    const there = [...farmers]
    for (const [slot, { group }] of this.#neighbours) group.visible = there.some(([other]) => other === slot)
    const step = Math.min(0.17, 0.8 / there.length) * between.width
    there.forEach(([slot, farmer], index) => {
      const { group, name, beds, crow, scarecrow } = this.#neighbourOf(slot)
      const x = between.x + between.width / 2 + (index - (there.length - 1) / 2) * step
      group.position.set(x, horizon + (isFlat ? 26 : isNarrow ? 36 : 56))
      group.scale.set(isNarrow ? 0.62 : 1)
      // On a narrow page there is no room for the list of scores.
      name.text = `${names.get(slot) ?? ''}${isNarrow ? ` ${farmer.earned}` : ''}`
      beds.forEach((bed, at) => {
        const plot = farmer.plots[at]
        const stage = plot ? stageOf(plot, tick) : -1
        bed.visible = stage >= 0
        if (plot && stage >= 0) bed.texture = this.#pictures.texture(`${plot.crop}-${stage}`)
      })
      crow.visible = farmer.plots.some(({ crop, crowTick }) => crop !== 'none' && tick < crowTick)
      scarecrow.visible = tick < farmer.scarecrowTick
    })
  }

  /** Where a neighbour's house stands; undefined for the player's own slot. */
  placeOf(slot: number): { x: number; y: number } | undefined {
    const group = this.#neighbours.get(slot)?.group
    return group?.visible ? { x: group.x, y: group.y - 30 } : undefined
  }

  #neighbourOf(slot: number): Neighbour {
    const known = this.#neighbours.get(slot)
    if (known) return known
    const neighbour = this.#build(slot)
    this.#neighbours.set(slot, neighbour)
    return neighbour
  }

  #build(slot: number): Neighbour {
    const group = new Container()
    const house = sprite(this.#pictures.texture(`cottage-${slot % slotsPainted}`), 0, 4, 72)
    const scarecrow = sprite(this.#pictures.texture('scarecrow'), -50, 2, 44)
    const crow = sprite(this.#pictures.texture('crow'), 26, -46, 36)
    const beds = Array.from({ length: plotsMax }, (_, at) =>
      sprite(this.#pictures.texture('carrot-0'), (at % 4) * 25 + 52, -12 + Math.floor(at / 4) * 22, 32),
    )
    const name = new Text({
      style: {
        fill: paper,
        stroke: { color: ink, width: 4 },
        fontSize: 15,
        fontFamily: 'Georgia, serif',
        fontWeight: 'bold',
      },
      anchor: { x: 0.5, y: 1 },
      resolution: 2,
      position: { x: 0, y: 22 },
    })
    group.addChild(house, scarecrow, crow, ...beds, name)
    this.container.addChild(group)
    return { group, house, name, beds, crow, scarecrow }
  }
}

function sprite(texture: Sprite['texture'], x: number, y: number, size: number): Sprite {
  const made = new Sprite(texture)
  made.anchor.set(0.5, 1)
  made.position.set(x, y)
  made.setSize(size)
  return made
}
