import { type Arrival, roleBytesMax } from '../game/arrival.ts'
import type { AnyGame } from '../game/define-game.ts'
import { codersOf, type GameCoders } from '../game/game-coders.ts'
import { DeltaReader, DeltaWriter } from '../schema/delta-bits.ts'
import type { StructCoder, StructValue } from '../schema/struct-coder.ts'
import { Tape } from '../schema/tape.ts'
import { slotsMax } from '../schema/types.ts'
import { decodeUtf8, encodeUtf8 } from '../schema/utf8.ts'
import type { Happening, TickRecord } from './tick-record.ts'

/** Records in one pack: a minute at 60 ticks a second, so that decoding is bounded. */
const recordsMax = 4096
const happeningsMax = 1024
const happeningBits = 2
/** Who joins without a team or a role is written as a join was before there were any. */
const kinds = ['join', 'leave', 'command', 'join of a team'] as const
const nobody: ReadonlyMap<number, number> = new Map()

/**
 * Packs records of consecutive ticks, oldest first: the first tick; then for each tick a one, its happenings; a bit whether the
 * same slots have inputs as in the tick before, else which; for each slot a bit whether its input is as in the tick before,
 * else the difference (in full for the first); and a bit whether anybody's view was asked for, and then whose, and how far back
 * it was. A zero ends it. Keys are held for many ticks, so most ticks take two bytes.
 */
export class TickCodec {
  private readonly coders: GameCoders
  private readonly writer: DeltaWriter
  private readonly reader: DeltaReader
  private readonly tape = new Tape()
  private readonly previous = new Map<number, Tape>()
  private slots: readonly number[] = []
  private firstTick = 0
  private count = 0
  /** As of the last input looked at. */
  private input = new Tape()

  constructor(game: AnyGame) {
    this.coders = codersOf(game)
    this.writer = new DeltaWriter(this.coders.contextCount)
    this.reader = new DeltaReader(this.coders.contextCount)
  }

  /** Throws a RangeError for records that aren't of consecutive ticks, or too many. */
  encode(records: readonly TickRecord[]): Uint8Array {
    this.start(records[0]?.tick ?? 0)
    for (const record of records) this.append(record)
    return this.finish()
  }

  /** Begins a pack that is written record by record, so that none has to be kept. */
  start(firstTick: number): void {
    this.previous.clear()
    this.slots = []
    this.firstTick = firstTick
    this.count = 0
    this.writer.start(0)
    this.writer.write(firstTick, 32)
  }

  append(record: TickRecord): void {
    const { writer } = this
    if (this.count === recordsMax) throw new RangeError(`more than ${recordsMax} ticks in one pack`)
    if (record.tick !== this.firstTick + this.count)
      throw new RangeError(`tick ${record.tick} comes after a gap`)
    this.count++
    writer.write(1, 1)
    this.writeHappenings(record.happenings)
    this.slots = this.writeSlots([...record.inputs.keys()].sort(ascending), this.slots)
    for (const slot of this.slots) this.writeInput(slot, record.inputs.get(slot) as StructValue)
    this.writeShown(record)
  }

  finish(): Uint8Array {
    this.writer.write(0, 1)
    return this.writer.finish()
  }

  /** `undefined` for bytes that are no records of this game, or of more ticks. */
  decode(bytes: Uint8Array, ticksMax = recordsMax): TickRecord[] | undefined {
    const { reader } = this
    this.previous.clear()
    reader.startPacket(bytes, 0)
    const first = reader.read(32)
    const records: TickRecord[] = []
    let slots: readonly number[] = []
    while (reader.read(1) === 1 && !reader.failed) {
      if (records.length === ticksMax) return undefined
      const tick = first + records.length
      const happenings = this.readHappenings()
      slots = this.readSlots(slots)
      const inputs = new Map<number, StructValue>()
      for (const slot of slots) {
        if (reader.failed) return undefined
        inputs.set(slot, this.readInput(slot))
      }
      const shown = this.readShown(tick)
      records.push(shown ? { tick, happenings, inputs, shown } : { tick, happenings, inputs })
    }
    return reader.finish() ? records : undefined
  }

  private writeHappenings(happenings: readonly Happening[]): void {
    const { writer } = this
    writer.writeCount(happenings.length)
    for (const happening of happenings) {
      const kind = kindOf(happening)
      writer.write(kinds.indexOf(kind), happeningBits)
      writer.writeCount(happening.slot)
      if (happening.type === 'join') {
        if (kind === 'join of a team') this.writePart(happening)
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

  private writePart({ team, role = '' }: Arrival): void {
    const bytes = encodeUtf8(role, roleBytesMax)
    this.writer.writeCount(team)
    this.writer.writeCount(bytes.length)
    for (const byte of bytes) this.writer.write(byte, 8)
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
    const type = kinds[reader.read(happeningBits)] as (typeof kinds)[number]
    const slot = reader.readCount()
    if (slot >= slotsMax) return undefined
    if (type === 'leave') return { type, slot }
    if (type === 'command') {
      const kind = reader.readCount()
      const value = this.readFull(this.commandCoder(kind))
      return value && { type, slot, kind, value }
    }
    const part = type === 'join of a team' ? this.readPart() : noPart
    if (part === undefined) return undefined
    if (reader.read(1) === 0) return { type: 'join', slot, ...part, kept: undefined, awaySeconds: 0 }
    const awaySeconds = reader.read(32)
    const kept = this.readFull(this.coders.kept)
    return kept && { type: 'join', slot, ...part, kept, awaySeconds }
  }

  private readPart(): Pick<Arrival, 'team' | 'role'> | undefined {
    const { reader } = this
    const team = reader.readCount()
    const length = reader.readCount()
    if (team >= slotsMax || length > roleBytesMax) return undefined
    const bytes = Array.from({ length }, () => reader.read(8))
    const role = decodeUtf8(bytes, 0, length)
    // What could have been written shorter was not written by us.
    if (role === undefined || (team === 0 && length === 0)) return undefined
    return { team, role: role === '' ? undefined : role }
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
    const now = this.input
    coder.flatten(input, now.rewind())
    now.finish()
    if (previous === undefined) coder.write(now.rewind(), this.writer)
    else {
      const isSame = now.equals(previous)
      this.writer.write(isSame ? 0 : 1, 1)
      if (isSame) return
      coder.writeDelta(now.rewind(), previous.rewind(), this.writer)
    }
    this.previous.set(slot, now)
    this.input = previous ?? new Tape(coder.words)
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

  private writeShown({ tick, shown = nobody }: TickRecord): void {
    const { writer } = this
    writer.write(shown.size === 0 ? 0 : 1, 1)
    if (shown.size === 0) return
    const slots = [...shown.keys()].sort(ascending)
    this.writeSlots(slots, [])
    for (const slot of slots) writer.writeCount(tick * 16 - (shown.get(slot) as number))
  }

  private readShown(tick: number): Map<number, number> | undefined {
    const { reader } = this
    if (reader.read(1) === 0) return undefined
    const shown = new Map<number, number>()
    for (const slot of this.readSlots([])) shown.set(slot, tick * 16 - reader.readCount())
    if (shown.size === 0) reader.fail()
    return shown
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

const noPart = { team: 0, role: undefined } as const

function kindOf(happening: Happening): (typeof kinds)[number] {
  const { type } = happening
  return type === 'join' && (happening.team > 0 || happening.role) ? 'join of a team' : type
}

function ascending(a: number, b: number): number {
  return a - b
}
