import { fieldHeight, fieldWidth, plotsMax } from '../harvest.ts'

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Where things are on the page, in CSS pixels. */
export interface Layout {
  readonly width: number
  readonly height: number
  /** Too narrow for panels at the sides: they are below. */
  readonly isNarrow: boolean
  /** Too low for that as well, as a phone held crosswise: orders are on its left, the other panels on its right. */
  readonly isFlat: boolean
  /** From the panels on the left to those on the right. */
  readonly between: { readonly x: number; readonly width: number }
  readonly horizon: number
  readonly meadow: Box
  readonly farm: Box
  readonly plots: readonly Box[]
}

const narrowBelow = 900
const flat = { below: 520, widthMin: 600, left: 124, right: 232 }
const columns = 4
/** A plot is so high, of its width: the farm is seen from above at a slant. */
const plotSlant = 0.64

export function layOut(width: number, height: number): Layout {
  const isFlat = height < flat.below && width >= flat.widthMin
  const isNarrow = isFlat || width < narrowBelow
  const between = isFlat ? { x: flat.left, width: width - flat.left - flat.right } : { x: 0, width }
  const horizon = isFlat ? 62 : Math.round(Math.max(isNarrow ? 190 : 208, height * 0.3))
  const below = isFlat ? 70 : isNarrow ? 288 : 122
  const across = isNarrow ? between.width - 28 : Math.min(width - 590, 640)
  const gap = 10
  const byWidth = (across - gap * (columns - 1)) / columns
  const byHeight = (height - below - horizon - (isFlat ? 100 : isNarrow ? 150 : 212) - gap) / 2 / plotSlant
  const plotWidth = Math.max(60, Math.min(byWidth, byHeight))
  const plotHeight = plotWidth * plotSlant
  const farm = {
    x: between.x + (between.width - plotWidth * columns - gap * (columns - 1)) / 2,
    y: height - below - plotHeight * 2 - gap,
    width: plotWidth * columns + gap * (columns - 1),
    height: plotHeight * 2 + gap,
  }
  const plots = Array.from({ length: plotsMax }, (_, index) => ({
    x: farm.x + (index % columns) * (plotWidth + gap),
    y: farm.y + Math.floor(index / columns) * (plotHeight + gap),
    width: plotWidth,
    height: plotHeight,
  }))
  const side = isNarrow ? 30 : 290
  const top = horizon + (isFlat ? 54 : isNarrow ? 66 : 92)
  const meadow = {
    x: between.x + side,
    y: top,
    width: between.width - 2 * side,
    height: Math.max(40, farm.y - top - 40),
  }
  return { width, height, isNarrow, isFlat, between, horizon, meadow, farm, plots }
}

/** From the shared field's units to the page. */
export function toPage({ meadow }: Layout, place: { x: number; y: number }): { x: number; y: number } {
  return {
    x: meadow.x + (place.x / fieldWidth) * meadow.width,
    y: meadow.y + (place.y / fieldHeight) * meadow.height,
  }
}

/** And back; undefined outside of the meadow. */
export function toField(
  { meadow }: Layout,
  place: { x: number; y: number },
): { x: number; y: number } | undefined {
  const x = (place.x - meadow.x) / meadow.width
  const y = (place.y - meadow.y) / meadow.height
  return x < 0 || x > 1 || y < 0 || y > 1 ? undefined : { x: x * fieldWidth, y: y * fieldHeight }
}

export function middleOf({ x, y, width, height }: Box): { x: number; y: number } {
  return { x: x + width / 2, y: y + height / 2 }
}
