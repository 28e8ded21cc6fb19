import fc from 'fast-check'
import { expect, test } from 'vitest'
import { skirmish } from '../../test/skirmish.ts'
import { Tape } from '../schema/tape.ts'
import { InputCodec, inputsPerPacketMax } from './input-codec.ts'

const codec = new InputCodec(skirmish)
const input = fc.record({
  moveX: fc.constantFrom(-1, 0, 1),
  moveY: fc.double({ min: -2, max: 2 }),
  aim: fc.double({ min: -10, max: 10, noNaN: true }),
  fire: fc.boolean(),
})
const inputs = fc.array(input, { minLength: 1, maxLength: inputsPerPacketMax })

function tapeOf(all: readonly object[]): Tape {
  const tape = new Tape()
  for (const one of all) codec.coder.flatten(one as never, tape)
  return tape.finish()
}

test('inputs come out as they went in', () => {
  fc.assert(
    fc.property(inputs, (all) => {
      const tape = tapeOf(all)
      const read = new Tape()
      expect(codec.decode(codec.encode(tape, all.length), all.length, read)).toBeUndefined()
      expect(read.equals(tape)).toBe(true)
    }),
  )
})

test('repeating an input costs a bit', () => {
  const one = { moveX: 1, moveY: 0, aim: 2, fire: true }
  const once = codec.encode(tapeOf([one]), 1).length
  expect(codec.encode(tapeOf(new Array(25).fill(one)), 25).length).toBe(once + 3)
})

test('a value between the legal ones is out of range, a wrong length malformed', () => {
  const bytes = codec.encode(tapeOf([{ moveX: 0, moveY: 0, aim: 0, fire: false }]), 1)
  const read = new Tape()
  // A bit says that moveX isn't 0; of its eight bits 255 codes are taken, and 255 is none of them.
  expect(codec.decode(Uint8Array.of(255, 1), 1, read)?.reason).toBe('out_of_range')
  expect(codec.decode(bytes.subarray(1), 1, read)?.reason).toBe('malformed')
  expect(codec.decode(Uint8Array.of(...bytes, 0), 1, read)?.reason).toBe('malformed')
  expect(codec.decode(new Uint8Array(65_536), 32, read)?.reason).toBe('malformed')
  expect(codec.decode(new Uint8Array(0), 1, read)?.reason).toBe('malformed')
})

test('any bytes are refused, or are inputs that encode again', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.integer({ min: 1, max: 32 }), (bytes, count) => {
      const read = new Tape()
      if (codec.decode(bytes, count, read) !== undefined) return
      expect(read.length).toBe(count * codec.words)
      const again = new Tape()
      codec.decode(codec.encode(read, count), count, again)
      expect(again.equals(read)).toBe(true)
    }),
    { numRuns: 2000 },
  )
})
