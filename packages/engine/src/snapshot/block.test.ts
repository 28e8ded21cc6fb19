import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DeltaWriter } from '../schema/delta-bits.ts'
import { packGone, packKeyframe, partsMax, readBlock, writeDeltaHeader } from './block.ts'
import { scopesMax } from './scopes.ts'

const scope = fc.integer({ min: 0, max: scopesMax - 1 })
const age = fc.oneof(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 2 ** 28 - 1 }))
const packed = fc.uint8Array({ maxLength: 20 })

describe('blocks', () => {
  test('keyframes and parts of them come out as they went in', () => {
    const part = fc
      .integer({ min: 1, max: partsMax })
      .chain((parts) =>
        fc.record({ parts: fc.constant(parts), part: fc.integer({ min: 0, max: parts - 1 }) }),
      )
    fc.assert(
      fc.property(scope, age, part, packed, (of, ticks, parts, bytes) => {
        const block = { scope: of, age: ticks, ...parts, packed: bytes }
        expect(readBlock(packKeyframe(block))).toEqual({ kind: 'keyframe', ...block })
      }),
    )
  })

  test('so do deltas, with and without slice and checksum', () => {
    const slice = fc.option(fc.integer({ min: 0, max: 2 ** 20 }), { nil: undefined })
    const checksum = fc.option(fc.integer({ min: 0, max: 0xffff }), { nil: undefined })
    fc.assert(
      fc.property(scope, age, slice, checksum, packed, (of, ticks, number, sum, bytes) => {
        const header = { scope: of, age: ticks, slice: number, checksum: sum }
        const writer = new DeltaWriter(0)
        writer.start(0)
        const headerBytes = writeDeltaHeader(header, writer)
        for (const byte of bytes) writer.write(byte, 8)
        const block = writer.finish()
        expect(block.length).toBe(headerBytes + bytes.length)
        expect(readBlock(block)).toEqual({ kind: 'delta', ...header, packed: bytes })
      }),
    )
  })

  test('what is gone takes two bytes at most', () => {
    expect(readBlock(packGone(scopesMax - 1))).toEqual({ kind: 'gone', scope: scopesMax - 1 })
    expect(packGone(scopesMax - 1).length).toBe(2)
  })

  test('any bytes are a block or none', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), (bytes) => {
        const block = readBlock(bytes)
        if (block !== undefined) expect(block.scope).toBeLessThan(scopesMax)
      }),
      { numRuns: 20_000 },
    )
  })
})
