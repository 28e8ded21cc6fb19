/** How a scalar's values become codes from 0 to `codeMax`, and what lies between two of them. */
export interface Scale<T> {
  readonly codeMax: number
  readonly initial: T
  encode(value: T): number
  decode(code: number): T
  /** For numbers in even steps: a value is (code + first) x step. */
  readonly line?: { readonly first: number; readonly step: number }
  /** Codes count round a circle of a power of two, as angles do. */
  readonly wraps?: boolean
  /** Absent for values with nothing in between. */
  blend?(from: T, to: T, share: number): T
}

const turn = 2 * Math.PI

export const boolScale: Scale<boolean> = {
  codeMax: 1,
  initial: false,
  encode: (value) => (value ? 1 : 0),
  decode: (code) => code === 1,
}

/** Steps are counted from `min`. NaN becomes the initial value. */
export function intScale(min: number, max: number): Scale<number> {
  const codeMax = max - min
  const initial = Math.min(Math.max(0, min), max)
  return {
    codeMax,
    initial,
    line: { first: min, step: 1 },
    encode(value) {
      if (value >= max) return codeMax
      if (value >= min) return Math.round(value) - min
      return value < min ? 0 : initial - min
    },
    decode: (code) => code + min,
  }
}

/** What changes by more than `leap` is not blended. */
export function fixedScale(min: number, max: number, step: number, leap: number): Scale<number> {
  // A tenth is no double: multiples of it come out nearest when divided by ten.
  const perStep = Math.round(1 / step)
  const divides = Math.abs(perStep * step - 1) < 1e-9
  const first = Math.round(divides ? min * perStep : min / step)
  const last = Math.round(divides ? max * perStep : max / step)
  const codeMax = last - first
  const decode = divides
    ? (code: number) => (code + first) / perStep
    : (code: number) => (code + first) * step
  const zero = Math.min(Math.max(0, first), last) - first
  return {
    codeMax,
    initial: decode(zero),
    line: { first, step },
    encode(value) {
      const code = Math.round(divides ? value * perStep : value / step) - first
      if (code >= codeMax) return codeMax
      if (code >= 0) return code
      return code < 0 ? 0 : zero
    },
    decode,
    blend(from, to, share) {
      const difference = to - from
      if (difference > leap || difference < -leap) return share < 1 ? from : to
      return Math.min(Math.max(from + difference * share, min), max)
    },
  }
}

const unitSteps = 127

export const unitScale: Scale<number> = {
  codeMax: 2 * unitSteps,
  initial: 0,
  line: { first: -unitSteps, step: 1 / unitSteps },
  encode(value) {
    const code = Math.round(value * unitSteps) + unitSteps
    if (code >= 2 * unitSteps) return 2 * unitSteps
    if (code >= 0) return code
    return code < 0 ? 0 : unitSteps
  },
  decode: (code) => (code - unitSteps) / unitSteps,
  blend: (from, to, share) => Math.min(Math.max(from + (to - from) * share, -1), 1),
}

export function angleScale(bits: number): Scale<number> {
  const steps = 1 << bits
  return {
    codeMax: steps - 1,
    initial: 0,
    wraps: true,
    encode: (value) => {
      const turns = value / turn
      return Math.round((turns - Math.floor(turns)) * steps) & (steps - 1)
    },
    decode: (code) => (code / steps) * turn,
    blend(from, to, share) {
      const difference = to - from
      const shorter =
        difference > Math.PI ? difference - turn : difference < -Math.PI ? difference + turn : difference
      const angle = from + shorter * share
      return angle - Math.floor(angle / turn) * turn
    },
  }
}

export function oneOfScale(values: readonly string[]): Scale<string> {
  const codes = new Map(values.map((value, code) => [value, code]))
  return {
    codeMax: values.length - 1,
    initial: values[0] as string,
    encode: (value) => codes.get(value) ?? 0,
    decode: (code) => values[code] as string,
  }
}
