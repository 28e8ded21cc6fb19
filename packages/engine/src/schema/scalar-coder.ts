import type { Coder } from './coder.ts'
import type { DeltaReader, DeltaWriter } from './delta-bits.ts'
import { bitsOf, type Movement, type RunScalar, ScalarRun } from './scalar-run.ts'
import { AngleScale, type Scale } from './scales.ts'
import type { Tape } from './tape.ts'

/** What a delta takes for granted. */
export interface ScalarExpectation {
  readonly runsDown?: boolean
  readonly movement?: Movement
}

/** On tape: the code. A delta has its difference from what was to be expected. */
export class ScalarCoder<T> implements Coder<T>, RunScalar {
  readonly words = 1
  readonly wordsMax = 1
  readonly bitsMax: number
  readonly isStill: boolean
  readonly codeMax: number
  readonly initialCode: number
  readonly wraps: boolean
  readonly runsDown: boolean
  readonly movement: Movement | undefined
  private readonly run: ScalarRun

  constructor(
    readonly scale: Scale<T>,
    readonly context: number,
    { runsDown = false, movement }: ScalarExpectation = {},
  ) {
    this.codeMax = scale.codeMax
    this.initialCode = scale.encode(scale.initial)
    this.bitsMax = bitsOf(scale.codeMax) + 8
    this.wraps = scale instanceof AngleScale
    this.runsDown = runsDown
    this.movement = movement
    this.run = new ScalarRun([this])
    this.isStill = this.run.isStill
  }

  initial(): T {
    return this.scale.initial
  }

  legalise(value: T): T {
    return this.scale.decode(this.scale.encode(value))
  }

  flatten(value: T, tape: Tape): void {
    tape.push(this.scale.encode(value))
  }

  restore(tape: Tape): T {
    return this.scale.decode(tape.next() >>> 0)
  }

  blend(from: Tape, to: Tape, share: number): T {
    const fromCode = from.next() >>> 0
    const toCode = to.next() >>> 0
    if (fromCode === toCode) return this.scale.decode(toCode)
    if (this.scale.blend === undefined) return this.scale.decode(share < 1 ? fromCode : toCode)
    return this.scale.blend(this.scale.decode(fromCode), this.scale.decode(toCode), share)
  }

  skip(tape: Tape): void {
    tape.at++
  }

  write(tape: Tape, bits: DeltaWriter): void {
    this.run.write(tape, bits)
  }

  read(bits: DeltaReader, tape: Tape): void {
    this.run.read(bits, tape)
  }

  writeDelta(tape: Tape, base: Tape, bits: DeltaWriter): void {
    this.run.writeDelta(tape, base, bits)
  }

  readDelta(base: Tape, bits: DeltaReader, tape: Tape): void {
    this.run.readDelta(base, bits, tape)
  }

  skipIfExpected(tape: Tape, base: Tape, elapsedTicks: number): boolean {
    return this.run.skipIfExpected(tape, base, elapsedTicks)
  }

  expect(base: Tape, tape: Tape, elapsedTicks: number): void {
    this.run.expect(base, tape, elapsedTicks)
  }
}
