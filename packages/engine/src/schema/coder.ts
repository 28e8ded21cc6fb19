import type { DeltaReader, DeltaWriter } from './delta-bits.ts'
import type { Tape } from './tape.ts'

/**
 * What a schema's type can do. Methods that take a tape work at its position and move it past the value. Tapes hold legal
 * values only: they come from `flatten`, or from a read that didn't fail.
 */
export interface Coder<T = unknown> {
  /** Words on a tape, if every value takes as many. */
  readonly words: number | undefined
  /** Whether deltas expect a value to stay as it was: it holds no countdown, and nothing that moves at a rate. */
  readonly isStill: boolean
  /** Upper bounds, by which a schema that can't be sent is refused. */
  readonly wordsMax: number
  readonly bitsMax: number
  initial(): T
  /** The nearest legal value; structs, lists and maps are corrected in place and returned. */
  legalise(value: T): T
  flatten(value: T, tape: Tape): void
  restore(tape: Tape): T
  /** What lies between two moments: `share` 0 gives `from`, 1 gives `to`, more goes on in the same direction. The tapes must be two. */
  blend(from: Tape, to: Tape, share: number): T
  skip(tape: Tape): void
  write(tape: Tape, bits: DeltaWriter): void
  read(bits: DeltaReader, tape: Tape): void
  writeDelta(tape: Tape, base: Tape, bits: DeltaWriter): void
  readDelta(base: Tape, bits: DeltaReader, tape: Tape): void
  /** Whether a delta could leave the value out; both tapes are moved past it. */
  skipIfExpected(tape: Tape, base: Tape, elapsedTicks: number): boolean
  /** Appends what the baseline's value is expected to be after `elapsedTicks`. */
  expect(base: Tape, tape: Tape, elapsedTicks: number): void
}

/** `skipIfExpected` of what is still: whether the values are the same. */
export function skipIfSame(coder: Coder, a: Tape, b: Tape): boolean {
  const aStart = a.at
  const bStart = b.at
  coder.skip(a)
  coder.skip(b)
  const length = a.at - aStart
  if (b.at - bStart !== length) return false
  for (let index = 0; index < length; index++)
    if (a.words[aStart + index] !== b.words[bStart + index]) return false
  return true
}

/** `expect` of what is still: copies one value from tape to tape. */
export function copyValue(coder: Coder, from: Tape, to: Tape): void {
  const start = from.at
  coder.skip(from)
  to.reserve(from.at - start)
  for (let index = start; index < from.at; index++) to.words[to.at++] = from.words[index] as number
}
