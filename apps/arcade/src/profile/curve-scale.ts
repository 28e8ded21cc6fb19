export interface CurveSize {
  width: number
  height: number
}

/** Room for the axes' texts, in pixels. */
export const curveMargin = { left: 46, right: 14, top: 12, bottom: 26 }

export interface CurveScale {
  /** Of the point with this index. */
  x(index: number): number
  y(value: number): number
  /** Round values, from below the lowest to above the highest point. */
  ticks: number[]
  /** Of the point nearest to this place. */
  indexAt(x: number): number
}

/** Points lie side by side, as far apart as there is room for, whatever the time between them; a single one in the middle. */
export function curveScale(values: readonly number[], { width, height }: CurveSize): CurveScale {
  const ticks = ticksAround(Math.min(...values), Math.max(...values))
  const [low, high] = [ticks[0] as number, ticks.at(-1) as number]
  const innerWidth = Math.max(1, width - curveMargin.left - curveMargin.right)
  const innerHeight = Math.max(1, height - curveMargin.top - curveMargin.bottom)
  const gaps = values.length - 1
  const x = (index: number) => curveMargin.left + innerWidth * (gaps === 0 ? 0.5 : index / gaps)
  return {
    x,
    y: (value) => curveMargin.top + innerHeight * (1 - (value - low) / (high - low)),
    ticks,
    indexAt: (at) => {
      const index = Math.round(((at - curveMargin.left) / innerWidth) * gaps)
      return Math.min(gaps, Math.max(0, index))
    },
  }
}

/** More would crowd a phone's screen. */
const ticksMax = 6

/** From two to six multiples of 1, 2 or 5 times a power of ten, that have both values between them. */
export function ticksAround(min: number, max: number): number[] {
  for (let power = 1; ; power *= 10) {
    for (const step of [power, 2 * power, 5 * power]) {
      const first = Math.floor(min / step)
      const last = Math.max(first + 1, Math.ceil(max / step))
      if (last - first < ticksMax)
        return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step)
    }
  }
}
