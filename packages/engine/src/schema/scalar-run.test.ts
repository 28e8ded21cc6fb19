import { describe, expect, test } from 'vitest'
import { SchemaCompiler } from './compile.ts'
import { DeltaReader, DeltaWriter } from './delta-bits.ts'
import { Tape } from './tape.ts'
import { countdown, describeStruct, fixed, int, list, map, type Struct, text, u8 } from './types.ts'

const tickRate = 60

/** Bits that are 1 in a delta from one value to another, which is read back: none if all went as expected. */
function setBits(struct: Struct, from: object, to: object, elapsedTicks: number): number {
  const compiler = new SchemaCompiler({ tickRate, leapOf: () => 1000 })
  const coder = compiler.struct(describeStruct(struct), 'test')
  const [base, tape] = [from, to].map((value) => {
    const tape = new Tape()
    coder.flatten(value as never, tape)
    return tape.finish()
  }) as [Tape, Tape]
  const writer = new DeltaWriter(compiler.contextCount)
  writer.start(elapsedTicks)
  coder.writeDelta(tape.rewind(), base.rewind(), writer)
  const bytes = writer.finish()
  const reader = new DeltaReader(compiler.contextCount)
  reader.startPacket(bytes, elapsedTicks)
  const read = new Tape()
  coder.readDelta(base.rewind(), reader, read)
  expect(reader.finish()).toBe(true)
  expect(read.finish().equals(tape)).toBe(true)
  return bytes.reduce((bits, byte) => bits + byte.toString(2).replaceAll('0', '').length, 0)
}

describe('a countdown', () => {
  const timers = { a: countdown(200), b: countdown(3), c: countdown(1) }

  test('that runs down, to 0 and no further, costs nothing', () => {
    expect(setBits(timers, { a: 90, b: 3, c: 1 }, { a: 60, b: 0, c: 0 }, 30)).toBe(0)
  })

  test('may do anything else', () => {
    expect(setBits(timers, { a: 90, b: 3, c: 1 }, { a: 90, b: 1, c: 1 }, 30)).toBeGreaterThan(0)
  })
})

describe('a position', () => {
  const moving = {
    x: fixed(-500, 500, 1 / 32, { rate: 'velocityX' }),
    name: text(8),
    velocityX: fixed(-600, 600, 10),
  }
  const walk = (x: number, velocityX: number, ticks: number): number => {
    for (let tick = 0; tick < ticks; tick++) x = Math.round((x + velocityX / tickRate) * 32) / 32
    return x
  }

  test('that moves at its rate as the game moves it costs nothing', () => {
    for (const velocityX of [-590, -10, 0, 10, 280])
      expect(
        setBits(
          moving,
          { x: 17, velocityX, name: 'ä' },
          { x: walk(17, velocityX, 25), velocityX, name: 'ä' },
          25,
        ),
      ).toBe(0)
  })

  test('is expected within its limits, and half way between the old rate and the new one', () => {
    const from = { x: 400, velocityX: 600, name: '' }
    expect(setBits(moving, from, { ...from, x: 500 }, 60)).toBe(0)
    const turned = { ...from, velocityX: -600 }
    expect(setBits(moving, from, turned, 60)).toBeLessThan(setBits(moving, from, { ...turned, x: 300 }, 60))
  })
})

test('entities of which all goes as expected are as good as unchanged', () => {
  const shot = { x: fixed(-500, 500, 1, { rate: 'vx' }), vx: int(-60, 60), ticksLeft: countdown(100), by: u8 }
  const struct = { shots: map(shot, 10), timers: list({ left: countdown(50) }, 3) }
  const compiler = new SchemaCompiler({ tickRate, leapOf: () => 1000 })
  const worldOf = (ticks: number) => {
    const world = compiler.struct(describeStruct(struct), 'test').initial() as never as {
      shots: Map<number, unknown>
      timers: unknown[]
    }
    world.shots.set(3, { x: ticks, vx: 60, ticksLeft: 100 - ticks, by: 1 })
    world.timers.push({ left: 50 - ticks })
    return world
  }
  expect(setBits(struct, worldOf(0), worldOf(20), 20)).toBe(0)
})
