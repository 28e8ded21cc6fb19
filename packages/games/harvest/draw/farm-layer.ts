import { Container, Graphics, Sprite } from 'pixi.js'
import { cropFacts, type Farmer, isRipe, type Plot, plotsMax, ticks } from '../harvest.ts'
import type { Box, Layout } from './layout.ts'
import { plantStages } from './paint-plants.ts'
import type { Pictures } from './pictures.ts'

/** Plants on a plot, as shares of its width and height. */
const plantPlaces = [
  [0.24, 0.66],
  [0.52, 0.9],
  [0.78, 0.66],
] as const
/** A plant that has grown springs into its new shape for so long. */
const springMs = 420
const crowFliesMs = 500
/** The ring goes round in so many steps. */
const ringSteps = 32

interface Bed {
  readonly group: Container
  readonly soil: Graphics
  readonly ring: Graphics
  ringShape: string
  readonly plants: readonly Sprite[]
  readonly crow: Sprite
  shape: string
  grewMs: number
  crowSinceMs: number
}

/** The player's own plots. */
export class FarmLayer {
  readonly container = new Container()
  readonly #pictures: Pictures
  readonly #beds: readonly Bed[]
  readonly #scarecrow: Sprite
  #layout: Layout | undefined

  constructor(pictures: Pictures) {
    this.#pictures = pictures
    this.#beds = Array.from({ length: plotsMax }, () => this.#makeBed())
    this.#scarecrow = new Sprite(pictures.texture('scarecrow'))
    this.#scarecrow.anchor.set(0.5, 1)
    this.container.addChild(...this.#beds.map(({ group }) => group), this.#scarecrow)
  }

  place(layout: Layout): void {
    this.#layout = layout
    const { farm } = layout
    this.#scarecrow.position.set(farm.x + farm.width + (layout.isNarrow ? 2 : 30), farm.y + farm.height * 0.7)
    this.#scarecrow.setSize(farm.height * 0.62)
    this.#beds.forEach((bed, index) => {
      const { x, y } = layout.plots[index] as Box
      bed.group.position.set(x, y)
      bed.shape = ''
    })
  }

  show({ plots, scarecrowTick }: Farmer, tick: number, nowMs: number): void {
    const layout = this.#layout
    if (!layout) return
    this.#scarecrow.visible = tick < scarecrowTick
    this.#scarecrow.rotation = Math.sin(nowMs / 700) * 0.03
    for (const [index, bed] of this.#beds.entries()) {
      this.#showBed(bed, plots[index], layout.plots[index] as Box, tick, nowMs)
    }
  }

  #showBed(bed: Bed, plot: Plot | undefined, box: Box, tick: number, nowMs: number): void {
    const stage = plot ? stageOf(plot, tick) : -1
    const isWet = plot !== undefined && plot.crop !== 'none' && tick < plot.wetTick
    const shape = `${plot?.crop} ${stage} ${isWet}`
    if (bed.shape !== shape) {
      if (stage > 0) bed.grewMs = nowMs
      bed.shape = shape
      drawSoil(bed.soil, box, plot !== undefined, isWet)
    }
    const isRipeNow = plot !== undefined && isRipe(plot, tick)
    const spring = springAt((nowMs - bed.grewMs) / springMs)
    bed.plants.forEach((plant, at) => {
      plant.visible = stage >= 0
      if (!plot || stage < 0) return
      const [x, y] = plantPlaces[at] as (typeof plantPlaces)[number]
      const sway = Math.sin(nowMs / (isRipeNow ? 260 : 900) + at * 2 + box.x) * (isRipeNow ? 0.07 : 0.03)
      const size = box.width * 0.52
      plant.texture = this.#pictures.texture(`${plot.crop}-${stage}`)
      plant.position.set(box.width * x, box.height * y)
      plant.setSize(size * (2 - spring), size * spring)
      plant.rotation = sway
    })
    this.#showRing(bed, plot, box, tick, nowMs)
    this.#showCrow(bed, plot !== undefined && plot.crop !== 'none' && tick < plot.crowTick, box, nowMs)
  }

  #showRing(bed: Bed, plot: Plot | undefined, { width }: Box, tick: number, nowMs: number): void {
    const { ring } = bed
    ring.position.set(width - 14, 12)
    const isStar = plot !== undefined && isRipe(plot, tick)
    ring.scale.set(isStar ? 1 + 0.14 * Math.sin(nowMs / 180) : 1)
    const steps = plot && !isStar ? Math.round(grownShare(plot, tick) * ringSteps) : 0
    const shape = `${plot?.crop} ${isStar} ${steps} ${plot && tick < plot.wetTick} ${plot && tick < plot.crowTick}`
    if (shape === bed.ringShape) return
    bed.ringShape = shape
    drawRing(ring, plot, steps / ringSteps, tick)
  }

  #showCrow(bed: Bed, isThere: boolean, box: Box, nowMs: number): void {
    if (isThere && !bed.crow.visible) bed.crowSinceMs = nowMs
    bed.crow.visible = isThere
    const share = Math.min(1, (nowMs - bed.crowSinceMs) / crowFliesMs)
    const peck = Math.max(0, Math.sin(nowMs / 160 + box.x)) * 5
    bed.crow.position.set(
      box.width * (0.5 + (1 - share) * 1.2),
      box.height * (0.62 - (1 - share) * 1.6) + peck * share,
    )
    bed.crow.setSize(box.width * 0.5)
  }

  #makeBed(): Bed {
    const plants = plantPlaces.map(() => {
      const plant = new Sprite()
      plant.anchor.set(0.5, 1)
      return plant
    })
    const crow = new Sprite(this.#pictures.texture('crow'))
    crow.anchor.set(0.5, 0.9)
    crow.visible = false
    const [soil, ring, group] = [new Graphics(), new Graphics(), new Container()]
    group.addChild(soil, ...plants, crow, ring)
    return { group, soil, ring, plants, crow, shape: '', ringShape: '', grewMs: 0, crowSinceMs: 0 }
  }
}

/** -1 for an empty plot. */
export function stageOf(plot: Plot, tick: number): number {
  if (plot.crop === 'none') return -1
  const left = (plot.ripeTick - tick) / ticks(cropFacts[plot.crop].seconds)
  return left <= 0
    ? plantStages - 1
    : Math.min(plantStages - 2, Math.floor((1 - Math.min(1, left)) * (plantStages - 1)))
}

function drawSoil(soil: Graphics, { width, height }: Box, isOwned: boolean, isWet: boolean): void {
  soil.clear()
  if (!isOwned) {
    soil
      .roundRect(3, 3, width - 6, height - 6, 24)
      .fill({ color: 0xe4cf94, alpha: 0.35 })
      .stroke({ width: 3, color: 0x7c4727, alpha: 0.45 })
    return
  }
  soil.roundRect(0, 6, width, height - 4, 26).fill({ color: 0x4a2b1f, alpha: 0.35 })
  soil
    .roundRect(0, 0, width, height - 4, 26)
    .fill(isWet ? 0x6d4325 : 0x8d5a31)
    .stroke({ width: 3.5, color: 0x4a2b1f })
  for (let row = 0; row < 3; row++) {
    const y = height * (0.26 + row * 0.22)
    soil
      .moveTo(18, y)
      .bezierCurveTo(width * 0.35, y - 7, width * 0.65, y + 7, width - 18, y)
      .stroke({ width: 5, color: isWet ? 0x553119 : 0x744624, cap: 'round' })
  }
  if (isWet)
    for (const [x, y] of [
      [0.2, 0.3],
      [0.55, 0.2],
      [0.85, 0.42],
    ] as const)
      soil.ellipse(width * x, height * y, 8, 3.5).fill({ color: 0x8fc3d6, alpha: 0.55 })
}

function grownShare(plot: Plot, tick: number): number {
  if (plot.crop === 'none') return 0
  return 1 - Math.min(1, Math.max(0, plot.ripeTick - tick) / ticks(cropFacts[plot.crop].seconds))
}

/** How far the plot is, or that it is ripe. */
function drawRing(ring: Graphics, plot: Plot | undefined, share: number, tick: number): void {
  ring.clear()
  if (!plot || plot.crop === 'none') return
  if (isRipe(plot, tick)) {
    ring.star(0, 0, 5, 15, 7).fill(0xffd257).stroke({ width: 3, color: 0x4a2b1f })
    return
  }
  const radius = 11
  const colour = tick < plot.crowTick ? 0x4c4a5c : tick < plot.wetTick ? 0x5aa7c9 : 0x6f9a3c
  ring
    .circle(0, 0, radius + 2.5)
    .fill(0x4a2b1f)
    .circle(0, 0, radius)
    .fill(0xfff3d9)
  const start = -Math.PI / 2
  ring
    .moveTo(0, 0)
    .arc(0, 0, radius, start, start + share * 2 * Math.PI)
    .fill(colour)
}

/** Low, too high, then as it is. */
function springAt(share: number): number {
  if (share >= 1) return 1
  return 1 + 0.35 * Math.exp(-4 * share) * -Math.cos(share * 12)
}
