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

/**
 * How a scalar's values become codes from 0 to `codeMax`, and what lies between two of them. There are four of these classes:
 * V8 puts the code of up to four in a place's own, and calls are what flattening a state would mostly consist of.
 */
export interface Scale<T> {
  readonly codeMax: number
  readonly initial: T
  encode(value: T): number
  decode(code: number): T
  /** Absent for values with nothing in between. */
  blend?(from: T, to: T, share: number): T
}

class BoolScale implements Scale<boolean> {
  readonly codeMax = 1
  readonly initial = false

  encode(value: boolean): number {
    return value ? 1 : 0
  }

  decode(code: number): boolean {
    return code === 1
  }
}

export const boolScale = new BoolScale()

/** Numbers in even steps. Codes count the steps from the least one; NaN becomes the initial value. */
export class LineScale implements Scale<number> {
  readonly initial: number
  private readonly initialCode: number

  /**
   * Values are `first` to `first` + `codeMax` steps; `scale` of them are 1, or `scale` is one step if not `divides`. What
   * changes by more than `leap` is not blended.
   */
  constructor(
    readonly first: number,
    readonly codeMax: number,
    private readonly scale: number,
    private readonly divides: boolean,
    private readonly leap: number,
  ) {
    this.initialCode = Math.min(Math.max(0, first), first + codeMax) - first
    this.initial = this.decode(this.initialCode)
  }

  get step(): number {
    return this.divides ? 1 / this.scale : this.scale
  }

  encode(value: number): number {
    const code = Math.round(this.divides ? value * this.scale : value / this.scale) - this.first
    if (code >= this.codeMax) return this.codeMax
    if (code >= 0) return code
    return code < 0 ? 0 : this.initialCode
  }

  decode(code: number): number {
    return this.divides ? (code + this.first) / this.scale : (code + this.first) * this.scale
  }

  /** Whether that is no movement. */
  isLeap(from: number, to: number): boolean {
    const difference = to - from
    return difference > this.leap || difference < -this.leap
  }

  blend(from: number, to: number, share: number): number {
    if (this.isLeap(from, to)) return share < 1 ? from : to
    const value = from + (to - from) * share
    return Math.min(Math.max(value, this.decode(0)), this.decode(this.codeMax))
  }
}

/** Whole numbers are not blended: a leap of 0. */
export function intScale(min: number, max: number): LineScale {
  return new LineScale(min, max - min, 1, true, 0)
}

export function fixedScale(min: number, max: number, step: number, leap: number): LineScale {
  // A tenth is no double: multiples of it come out nearest when divided by ten.
  const perStep = Math.round(1 / step)
  const divides = Math.abs(perStep * step - 1) < 1e-9
  const first = Math.round(divides ? min * perStep : min / step)
  const last = Math.round(divides ? max * perStep : max / step)
  return new LineScale(first, last - first, divides ? perStep : step, divides, leap)
}

const unitSteps = 127

export const unitScale = new LineScale(-unitSteps, 2 * unitSteps, unitSteps, true, 2)

export class AngleScale implements Scale<number> {
  readonly initial = 0
  readonly codeMax: number
  private readonly steps: number

  constructor(bits: number) {
    this.steps = 1 << bits
    this.codeMax = this.steps - 1
  }

  encode(value: number): number {
    const turns = value / turn
    return Math.round((turns - Math.floor(turns)) * this.steps) & this.codeMax
  }

  decode(code: number): number {
    return (code / this.steps) * turn
  }

  blend(from: number, to: number, share: number): number {
    const difference = to - from
    const shorter =
      difference > Math.PI ? difference - turn : difference < -Math.PI ? difference + turn : difference
    const angle = from + shorter * share
    return angle - Math.floor(angle / turn) * turn
  }
}

/** One of several words; unknown ones become the first. */
export class WordScale implements Scale<string> {
  readonly codeMax: number
  readonly initial: string
  private readonly codes: ReadonlyMap<string, number>

  constructor(private readonly words: readonly string[]) {
    this.codeMax = words.length - 1
    this.initial = words[0] as string
    this.codes = new Map(words.map((word, code) => [word, code]))
  }

  encode(value: string): number {
    return this.codes.get(value) ?? 0
  }

  decode(code: number): string {
    return this.words[code] as string
  }
}
