import { arrivalOf } from '../../src/game/arrival.ts'
import { codersOf, type GameCoders } from '../../src/game/game-coders.ts'
import { NamedCodec, type NamedValue } from '../../src/game/named-codec.ts'
import type { Random } from '../../src/game/random.ts'
import { Simulation } from '../../src/game/simulation.ts'
import { defineGame, list, oneOf, optional, text, u8, u16 } from '../../src/index.ts'
import { InputCodec, inputsPerPacketMax } from '../../src/input/input-codec.ts'
import { TickCodec } from '../../src/log/tick-codec.ts'
import type { TickRecord } from '../../src/log/tick-record.ts'
import { DeltaReader, DeltaWriter } from '../../src/schema/delta-bits.ts'
import type { StructCoder, StructValue } from '../../src/schema/struct-coder.ts'
import { Tape } from '../../src/schema/tape.ts'
import { skirmish } from '../skirmish.ts'

/** A decoder under test, with packets that it takes. */
export interface Decoder {
  readonly name: string
  readonly packets: readonly Uint8Array[]
  /** False if the bytes are refused; throws for anything that comes out and isn't legal. */
  accepts(bytes: Uint8Array, random: Random): boolean
}

const elapsedTicks = 12
const game = defineGame({
  ...skirmish,
  commands: {
    trade: { to: u8, cards: list(u16, 5), note: optional(text(20)) },
    wave: { how: oneOf('hand', 'hat') },
  },
  command: () => undefined,
})

/** All decoders that take bytes from strangers, of a game with a bit of everything. */
export function decodersUnderTest(): Decoder[] {
  const coders = codersOf(game)
  const states = playedStates()
  return [
    keyframes(coders, states),
    deltas(coders, states),
    inputs(coders),
    tickRecords(),
    named('events', coders.events, coders, [
      { name: 'hit', value: { by: 3, target: 200 } },
      { name: 'weather', value: { name: 'Nebel' } },
    ]),
    named('commands', coders.commands, coders, [
      { name: 'trade', value: { to: 9, cards: [1, 2, 40_000], note: 'für dich' } },
      { name: 'wave', value: { how: 'hat' } },
    ]),
  ]
}

function keyframes({ state: coder, contextCount }: GameCoders, states: readonly Tape[]): Decoder {
  const writer = new DeltaWriter(contextCount)
  const reader = new DeltaReader(contextCount)
  const encode = (tape: Tape): Uint8Array => {
    writer.start(0)
    coder.write(tape.rewind(), writer)
    return writer.finish()
  }
  const decode = (bytes: Uint8Array): Tape | undefined => {
    const tape = new Tape()
    reader.startPacket(bytes, 0)
    coder.read(reader, tape)
    return reader.finish() ? tape.finish() : undefined
  }
  return {
    name: 'keyframes',
    packets: states.map(encode),
    accepts: (bytes) => isLegal(coder, bytes, decode, encode),
  }
}

function deltas({ state: coder, contextCount }: GameCoders, states: readonly Tape[]): Decoder {
  const base = states[0] as Tape
  const writer = new DeltaWriter(contextCount)
  const reader = new DeltaReader(contextCount)
  const encode = (tape: Tape): Uint8Array => {
    writer.start(elapsedTicks)
    coder.writeDelta(tape.rewind(), base.rewind(), writer)
    return writer.finish()
  }
  const decode = (bytes: Uint8Array): Tape | undefined => {
    const tape = new Tape()
    reader.startPacket(bytes, elapsedTicks)
    coder.readDelta(base.rewind(), reader, tape)
    return reader.finish() ? tape.finish() : undefined
  }
  return {
    name: 'deltas',
    packets: states.map(encode),
    accepts: (bytes) => isLegal(coder, bytes, decode, encode),
  }
}

function inputs({ input: coder }: GameCoders): Decoder {
  const codec = new InputCodec(game)
  const tape = new Tape()
  for (let index = 0; index < inputsPerPacketMax; index++)
    coder.flatten({ moveX: (index % 3) - 1, moveY: 0.5, aim: index / 9, fire: index % 4 === 0 }, tape)
  tape.finish()
  const read = new Tape()
  const again = new Tape()
  return {
    name: 'inputs',
    packets: [1, 2, 7, inputsPerPacketMax].map((count) => codec.encode(tape, count)),
    accepts(bytes, random) {
      const count = 1 + random.int(inputsPerPacketMax)
      if (codec.decode(bytes, count, read) !== undefined) return false
      if (read.length !== count * codec.words) throw new Error(`${read.length} words of ${count} inputs`)
      codec.decode(codec.encode(read, count), count, again)
      requireSame(again, read)
      read.rewind()
      for (let index = 0; index < count; index++) requireLegal(coder, read)
      return true
    },
  }
}

function tickRecords(): Decoder {
  const codec = new TickCodec(game)
  const input = { moveX: 1, moveY: 0, aim: 2, fire: true }
  const wave = { how: 'hat' }
  const records = Array.from(
    { length: 40 },
    (_, index): TickRecord => ({
      tick: 100 + index,
      happenings: [
        ...(index % 9 === 0
          ? [{ type: 'join', slot: index, ...arrivalOf<StructValue>({ team: index % 2 }) } as const]
          : []),
        ...(index % 9 === 5 ? [{ type: 'command', slot: 3, kind: 1, value: wave } as const] : []),
        ...(index % 9 === 8 ? [{ type: 'leave', slot: index - 8 } as const] : []),
      ],
      inputs: new Map([3, 64].map((slot) => [slot, { ...input, fire: index % 7 < slot % 5 }])),
    }),
  )
  return {
    name: 'tick records',
    packets: [codec.encode(records), codec.encode(records.slice(0, 1)), codec.encode([])],
    accepts(bytes) {
      const read = codec.decode(bytes)
      if (read === undefined) return false
      const packed = codec.encode(read)
      const again = codec.encode(codec.decode(packed) ?? [])
      if (packed.some((byte, at) => byte !== again[at]))
        throw new Error('records are others when packed again')
      return true
    },
  }
}

function named(
  name: 'events' | 'commands',
  kinds: GameCoders['events'],
  { contextCount }: GameCoders,
  values: readonly NamedValue[],
): Decoder {
  const codec = new NamedCodec<NamedValue>(kinds, contextCount)
  return {
    name,
    packets: values.map((value) => codec.encode(value).payload),
    accepts(bytes, random) {
      const kind = random.int(kinds.length + 1)
      const value = codec.decode(kind, bytes)
      if (value === undefined) return false
      const again = codec.encode(value)
      const legal = codec.decode(again.kind, again.payload)
      if (again.kind !== kind || JSON.stringify(legal) !== JSON.stringify(value))
        throw new Error(`${JSON.stringify(value)} became ${JSON.stringify(legal)}`)
      return true
    },
  }
}

/** What comes out is within the schema's bounds, stays what it is when rounded, and packs and unpacks as itself. */
function isLegal(
  coder: StructCoder,
  bytes: Uint8Array,
  decode: (bytes: Uint8Array) => Tape | undefined,
  encode: (tape: Tape) => Uint8Array,
): boolean {
  const tape = decode(bytes)
  if (tape === undefined) return false
  if (tape.length > coder.wordsMax) throw new Error(`${tape.length} words, above ${coder.wordsMax}`)
  requireLegal(coder, tape.rewind())
  requireSame(decode(encode(tape)), tape)
  return true
}

/** Checks the value at the tape's position, and moves past it. */
function requireLegal(coder: StructCoder, tape: Tape): void {
  const start = tape.at
  const again = new Tape()
  coder.flatten(coder.legalise(coder.restore(tape)), again)
  if (again.at !== tape.at - start) throw new Error('a value has another length when rounded')
  for (let index = 0; index < again.at; index++)
    if (again.words[index] !== tape.words[start + index])
      throw new Error('a value is another one when rounded')
}

function requireSame(tape: Tape | undefined, expected: Tape): void {
  if (!tape?.equals(expected)) throw new Error('what was packed again is not what was unpacked')
}

/** Of one match, some ticks apart: the first one is the baseline of the others. */
function playedStates(): Tape[] {
  const simulation = new Simulation({ game, settings: {}, isPredicting: false, emit: () => {} })
  simulation.setup(3)
  for (let slot = 0; slot < 6; slot++) simulation.join(slot)
  const states: Tape[] = []
  for (let tick = 1; tick <= 300; tick++) {
    const input = { moveX: 0.7, moveY: tick % 90 < 45 ? 0.7 : -0.7, aim: tick / 20, fire: tick % 3 === 0 }
    simulation.step(new Map([...simulation.world.players.keys()].map((slot) => [slot, input])))
    if (tick === 200) simulation.leave(2)
    if (tick >= 180 && tick % elapsedTicks === 0) states.push(simulation.save(new Tape()))
  }
  return states
}
