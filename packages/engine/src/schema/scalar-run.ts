import type { DeltaReader, DeltaWriter } from './delta-bits.ts'
import type { Tape } from './tape.ts'

/** A scalar as tapes and packets see it. */
export interface RunScalar {
  readonly codeMax: number
  readonly initialCode: number
  /** Tells its statistics from others' within a packet. One that moves has the next one as well, for a changed rate. */
  readonly context: number
  /** Its codes count round a circle of a power of two, as angles do. */
  readonly wraps: boolean
  /** Goes down by one each tick, to 0. */
  readonly runsDown: boolean
  readonly movement: Movement | undefined
}

/**
 * What a position is expected to do between the baseline and now: to move at its rate. The rate may have changed at any time
 * since, so half the time is taken at the old one and half at the new one. A tick's movement is rounded before it is taken so
 * many times, since the game's state is rounded in each tick.
 */
export interface Movement {
  /** How far before the position its rate stands on a tape. */
  readonly wordsBack: number
  /** What is added to the rate's code for a number that is 0 at rest. */
  readonly rateFirst: number
  readonly rateCodeMax: number
  /** What one step of the rate moves; times the greatest rate it must stay below `codesPerTickMax`. */
  readonly codesPerTick: number
}

/** The sum of two of these, times ticks, is exact in a double. */
export const codesPerTickMax = 2 ** 31

/** Rates of up to so many codes have their movement looked up, which is several times as fast: 16 KiB each. */
const tableCodesMax = 4096

/** Codes this short are written as they are when they changed. */
export const shortBits = 3

/**
 * Scalars that stand next to each other on a tape. All that packing does happens in the loops below: they go through
 * tables, not objects, and call as little as possible, which makes them several times as fast.
 */
export class ScalarRun {
  private readonly count: number
  private readonly codeMax: Float64Array
  private readonly initialWords: Int32Array
  private readonly bits: Uint8Array
  private readonly contexts: Int32Array
  private readonly wraps: Uint8Array
  private readonly runsDown: Uint8Array
  /** 0 for what moves at no rate. */
  private readonly wordsBack: Int32Array
  private readonly rateFirst: Float64Array
  private readonly codesPerTick: Float64Array
  /** By rate's code, what it moves in a tick. */
  private readonly moveTables: readonly (Int32Array | undefined)[]
  readonly isStill: boolean

  constructor(scalars: readonly RunScalar[]) {
    this.count = scalars.length
    this.codeMax = Float64Array.from(scalars, ({ codeMax }) => codeMax)
    this.initialWords = Int32Array.from(scalars, ({ initialCode }) => initialCode)
    this.bits = Uint8Array.from(scalars, ({ codeMax }) => bitsOf(codeMax))
    this.contexts = Int32Array.from(scalars, ({ context }) => context)
    this.wraps = Uint8Array.from(scalars, ({ wraps }) => (wraps ? 1 : 0))
    this.runsDown = Uint8Array.from(scalars, ({ runsDown }) => (runsDown ? 1 : 0))
    this.wordsBack = Int32Array.from(scalars, ({ movement }) => movement?.wordsBack ?? 0)
    this.rateFirst = Float64Array.from(scalars, ({ movement }) => movement?.rateFirst ?? 0)
    this.codesPerTick = Float64Array.from(scalars, ({ movement }) => movement?.codesPerTick ?? 0)
    this.moveTables = scalars.map(({ movement }, index) =>
      movement !== undefined && movement.rateCodeMax < tableCodesMax
        ? Int32Array.from({ length: movement.rateCodeMax + 1 }, (_, code) => this.movePerTick(index, code))
        : undefined,
    )
    this.isStill = scalars.every(({ runsDown, movement }) => !runsDown && movement === undefined)
  }

  write(tape: Tape, bits: DeltaWriter): void {
    const { count, contexts, initialWords } = this
    for (let index = 0; index < count; index++) {
      const width = this.bits[index] as number
      if (width <= shortBits) bits.write(tape.next(), width)
      else bits.writeValue(contexts[index] as number, tape.next(), initialWords[index] as number, width)
    }
  }

  read(bits: DeltaReader, tape: Tape): void {
    const { count, contexts, initialWords } = this
    tape.reserve(count)
    for (let index = 0; index < count; index++) {
      const width = this.bits[index] as number
      const word =
        width <= shortBits
          ? bits.read(width)
          : bits.readValue(contexts[index] as number, initialWords[index] as number, width)
      tape.words[tape.at++] = this.checked(index, bits, word)
    }
  }

  writeDelta(tape: Tape, base: Tape, bits: DeltaWriter): void {
    const { count, contexts, wraps } = this
    const { words } = tape
    const widths = this.bits
    const { elapsedTicks } = bits
    for (let index = 0; index < count; index++) {
      const at = tape.at + index
      const baseAt = base.at + index
      const expected = this.expected(index, words, at, base.words, baseAt, elapsedTicks)
      const word = words[at] as number
      const width = widths[index] as number
      if (width > shortBits) {
        const context = (contexts[index] as number) + this.rateChange(index, words, at, base.words, baseAt)
        bits.writeDifference(context, word, expected, width, wraps[index] as number)
      } else if (word === expected) bits.write(0, 1)
      else if (width === 1) bits.write(1, 1)
      else bits.write(1 | (word << 1), 1 + width)
    }
    tape.at += count
    base.at += count
  }

  readDelta(base: Tape, bits: DeltaReader, tape: Tape): void {
    const { count, contexts, wraps } = this
    tape.reserve(count)
    const { words } = tape
    const widths = this.bits
    const { elapsedTicks } = bits
    for (let index = 0; index < count; index++) {
      const at = tape.at + index
      const baseAt = base.at + index
      const expected = this.expected(index, words, at, base.words, baseAt, elapsedTicks)
      const width = widths[index] as number
      let word = expected
      if (width > shortBits) {
        const context = (contexts[index] as number) + this.rateChange(index, words, at, base.words, baseAt)
        word = bits.readDifference(context, expected, width, wraps[index] as number)
      } else if (bits.read(1) === 1) word = width === 1 ? expected ^ 1 : bits.read(width)
      words[at] = this.checked(index, bits, word)
    }
    tape.at += count
    base.at += count
  }

  /** Moves both tapes past the run. */
  skipIfExpected(tape: Tape, base: Tape, elapsedTicks: number): boolean {
    const { count } = this
    const { words, at } = tape
    const { words: baseWords, at: baseAt } = base
    tape.at += count
    base.at += count
    for (let index = 0; index < count; index++)
      if (
        words[at + index] !== this.expected(index, words, at + index, baseWords, baseAt + index, elapsedTicks)
      )
        return false
    return true
  }

  expect(base: Tape, tape: Tape, elapsedTicks: number): void {
    const { count } = this
    tape.reserve(count)
    const { words } = tape
    for (let index = 0; index < count; index++) {
      words[tape.at] = this.expected(index, words, tape.at, base.words, base.at, elapsedTicks)
      tape.at++
      base.at++
    }
  }

  /** As a tape holds it. The positions are the scalar's; what comes before it in its struct is on both tapes. */
  private expected(
    index: number,
    words: Int32Array,
    at: number,
    baseWords: Int32Array,
    baseAt: number,
    elapsedTicks: number,
  ): number {
    const word = baseWords[baseAt] as number
    const wordsBack = this.wordsBack[index] as number
    if (wordsBack > 0) {
      const oldRate = baseWords[baseAt - wordsBack] as number
      const newRate = words[at - wordsBack] as number
      const table = this.moveTables[index]
      const moves =
        table === undefined
          ? this.movePerTick(index, oldRate) + this.movePerTick(index, newRate)
          : (table[oldRate] as number) + (table[newRate] as number)
      const code = (word >>> 0) + Math.floor(moves * elapsedTicks * 0.5)
      const codeMax = this.codeMax[index] as number
      return (code < 0 ? 0 : code > codeMax ? codeMax : code) | 0
    }
    return this.runsDown[index] === 1 ? Math.max((word >>> 0) - elapsedTicks, 0) | 0 : word
  }

  private movePerTick(index: number, rateWord: number): number {
    const rate = (rateWord >>> 0) + (this.rateFirst[index] as number)
    return Math.floor(rate * (this.codesPerTick[index] as number) + 0.5)
  }

  /** 1 for a position whose rate has changed. */
  private rateChange(
    index: number,
    words: Int32Array,
    at: number,
    baseWords: Int32Array,
    baseAt: number,
  ): number {
    const wordsBack = this.wordsBack[index] as number
    return words[at - wordsBack] === baseWords[baseAt - wordsBack] || wordsBack === 0 ? 0 : 1
  }

  private checked(index: number, bits: DeltaReader, word: number): number {
    if (word >>> 0 <= (this.codeMax[index] as number)) return word
    bits.fail()
    return 0
  }
}

export function bitsOf(codeMax: number): number {
  return 32 - Math.clz32(codeMax)
}
