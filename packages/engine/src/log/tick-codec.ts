import type { AnyGame } from '../game/define-game.ts'
import { codersOf, type GameCoders } from '../game/game-coders.ts'
import { DeltaReader, DeltaWriter } from '../schema/delta-bits.ts'
import type { StructCoder, StructValue } from '../schema/struct-coder.ts'
import { Tape } from '../schema/tape.ts'
import { slotsMax } from '../schema/types.ts'
import type { Happening, TickRecord } from './tick-record.ts'

/** Records in one pack: a minute at 60 ticks a second, so that decoding is bounded. */
const recordsMax = 4096
const happeningsMax = 1024
const happeningBits = 2
const types = ['join', 'leave', 'command'] as const

/**
 * Packs records of consecutive ticks, oldest first: the first tick and how many; then for each tick its happenings; a bit
 * whether the same slots have inputs as in the tick before, else which; and for each slot a bit whether its input is as in the
 * tick before, else the difference (in full for the first). Keys are held for many ticks, so most ticks take two bytes.
 */
export class TickCodec {
  private readonly coders: GameCoders
  private readonly writer: DeltaWriter
  private readonly reader: DeltaReader
  private readonly tape = new Tape()
  private readonly previous = new Map<number, Tape>()

  constructor(game: AnyGame) {
    this.coders = codersOf(game)
    this.writer = new DeltaWriter(this.coders.contextCount)
    this.reader = new DeltaReader(this.coders.contextCount)
  }

  /** Throws a RangeError for records that aren't of consecutive ticks, or too many. */
  encode(records: readonly TickRecord[]): Uint8Array {
    const { writer } = this
    if (records.length > recordsMax) throw new RangeError(`more than ${recordsMax} ticks in one pack`)
    const first = records[0]?.tick ?? 0
    this.previous.clear()
    writer.start(0)
    writer.write(first, 32)
    writer.writeCount(records.length)
    let slots: readonly number[] = []
    for (const [index, record] of records.entries()) {
      if (record.tick !== first + index) throw new RangeError(`tick ${record.tick} comes after a gap`)
      this.writeHappenings(record.happenings)
      slots = this.writeSlots([...record.inputs.keys()].sort(ascending), slots)
      for (const slot of slots) this.writeInput(slot, record.inputs.get(slot) as StructValue)
    }
    return writer.finish()
  }

  /** `undefined` for bytes that are no records of this game. */
  decode(bytes: Uint8Array): TickRecord[] | undefined {
    const { reader } = this
    this.previous.clear()
    reader.startPacket(bytes, 0)
    const first = reader.read(32)
    const count = reader.readCount()
    if (count > recordsMax) return undefined
    const records: TickRecord[] = []
    let slots: readonly number[] = []
    for (let index = 0; index < count && !reader.failed; index++) {
      const happenings = this.readHappenings()
      slots = this.readSlots(slots)
      const inputs = new Map<number, StructValue>()
      for (const slot of slots) {
        if (reader.failed) return undefined
        inputs.set(slot, this.readInput(slot))
      }
      records.push({ tick: first + index, happenings, inputs })
    }
    return reader.finish() ? records : undefined
  }

  private writeHappenings(happenings: readonly Happening[]): void {
    const { writer } = this
    writer.writeCount(happenings.length)
    for (const happening of happenings) {
      writer.write(types.indexOf(happening.type), happeningBits)
      writer.writeCount(happening.slot)
      if (happening.type === 'join') {
        writer.write(happening.kept === undefined ? 0 : 1, 1)
        if (happening.kept !== undefined) {
          writer.write(happening.awaySeconds, 32)
          this.writeFull(this.coders.kept as StructCoder, happening.kept)
        }
      } else if (happening.type === 'command') {
        writer.writeCount(happening.kind)
        this.writeFull(this.commandCoder(happening.kind) as StructCoder, happening.value)
      }
    }
  }

  private readHappenings(): Happening[] {
    const { reader } = this
    const happenings: Happening[] = []
    const count = reader.readCount()
    if (count > happeningsMax) reader.fail()
    for (let index = 0; index < count && !reader.failed; index++) {
      const happening = this.readHappening()
      if (happening === undefined) reader.fail()
      else happenings.push(happening)
    }
    return happenings
  }

  private readHappening(): Happening | undefined {
    const { reader } = this
    const type = types[reader.read(happeningBits)]
    const slot = reader.readCount()
    if (type === undefined || slot >= slotsMax) return undefined
    if (type === 'leave') return { type, slot }
    if (type === 'join') {
      if (reader.read(1) === 0) return { type, slot, kept: undefined, awaySeconds: 0 }
      const awaySeconds = reader.read(32)
      const kept = this.readFull(this.coders.kept)
      return kept && { type, slot, kept, awaySeconds }
    }
    const kind = reader.readCount()
    const value = this.readFull(this.commandCoder(kind))
    return value && { type, slot, kind, value }
  }

  private writeSlots(slots: readonly number[], before: readonly number[]): readonly number[] {
    const { writer } = this
    const isSame = slots.length === before.length && slots.every((slot, index) => slot === before[index])
    writer.write(isSame ? 0 : 1, 1)
    if (isSame) return before
    writer.writeCount(slots.length)
    for (const [index, slot] of slots.entries()) writer.writeCount(slot - (slots[index - 1] ?? -1) - 1)
    return slots
  }

  private readSlots(before: readonly number[]): readonly number[] {
    const { reader } = this
    if (reader.read(1) === 0) return before
    const slots: number[] = []
    const count = reader.readCount()
    for (let index = 0, slot = -1; index < count && !reader.failed; index++) {
      slot += reader.readCount() + 1
      if (slot >= slotsMax) reader.fail()
      slots.push(slot)
    }
    return slots
  }

  private writeInput(slot: number, input: StructValue): void {
    const { input: coder } = this.coders
    const previous = this.previous.get(slot)
    const now = new Tape(coder.words)
    coder.flatten(input, now)
    now.finish()
    this.previous.set(slot, now)
    if (previous === undefined) coder.write(now.rewind(), this.writer)
    else {
      const isSame = now.equals(previous)
      this.writer.write(isSame ? 0 : 1, 1)
      if (!isSame) coder.writeDelta(now.rewind(), previous.rewind(), this.writer)
    }
  }

  private readInput(slot: number): StructValue {
    const { input: coder } = this.coders
    const previous = this.previous.get(slot)
    const now = new Tape(coder.words)
    if (previous === undefined) coder.read(this.reader, now)
    else if (this.reader.read(1) === 1) coder.readDelta(previous.rewind(), this.reader, now)
    else return coder.restore(previous.rewind())
    this.previous.set(slot, now.finish())
    return coder.restore(now.rewind())
  }

  private writeFull(coder: StructCoder, value: StructValue): void {
    coder.flatten(value, this.tape.rewind())
    coder.write(this.tape.rewind(), this.writer)
  }

  private readFull(coder: StructCoder | undefined): StructValue | undefined {
    if (coder === undefined) return undefined
    coder.read(this.reader, this.tape.rewind())
    return this.reader.failed ? undefined : coder.restore(this.tape.rewind())
  }

  private commandCoder(kind: number): StructCoder | undefined {
    return this.coders.commands[kind]?.coder
  }
}

function ascending(a: number, b: number): number {
  return a - b
}
