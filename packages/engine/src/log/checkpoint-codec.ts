import type { AnyGame, EventOf, PlayerSlot } from '../game/define-game.ts'
import { codersOf } from '../game/game-coders.ts'
import { schemaHash } from '../game/manifest.ts'
import { NamedCodec } from '../game/named-codec.ts'
import { ByteReader, ByteWriter } from '../replay/packed-bytes.ts'
import type { Presses } from '../rules/cadence.ts'
import { describeStruct, slotsMax } from '../schema/types.ts'
import { decodeUtf8, encodeUtf8 } from '../schema/utf8.ts'
import { StateCodec } from '../snapshot/state-codec.ts'
import type { Checkpoint } from './checkpoint.ts'
import { CheckpointRejected } from './checkpoint-rejected.ts'
import { MomentsCodec } from './moments-codec.ts'
import { TickCodec } from './tick-codec.ts'
import type { Happening, TickRecord } from './tick-record.ts'

const formatVersion = 1
/** Names of fields and commands are identifiers, and short. */
const nameBytesMax = 256
const noInputs: TickRecord['inputs'] = new Map()

/**
 * Packs where a match stands between two ticks, with nothing left out: who goes on from what comes back goes on exactly as who
 * wrote it. It carries a hash of all the schemas it was packed by, so that a game that has changed is found out before anything
 * is read by the wrong ones.
 */
export class CheckpointCodec {
  private readonly hash: number
  private readonly states: StateCodec
  private readonly moments: MomentsCodec
  private readonly ticks: TickCodec
  private readonly events: NamedCodec<EventOf<AnyGame>>

  constructor(private readonly game: AnyGame) {
    const { events, contextCount } = codersOf(game)
    this.hash = storedHash(game)
    this.states = new StateCodec(game)
    this.moments = new MomentsCodec(game)
    this.ticks = new TickCodec(game)
    this.events = new NamedCodec(events, contextCount)
  }

  encode({ tick, state, sent, happenings, emitted, presses, doneTicks }: Checkpoint): Uint8Array {
    const writer = new ByteWriter().u16(formatVersion).u32(this.hash).u32(tick).run(this.states.encode(state))
    this.moments.write(sent, writer)
    writer.run(this.encodeHappened(tick, happenings))
    writer.u16(emitted.length)
    for (const event of emitted) {
      const { kind, payload } = this.events.encode(event as EventOf<AnyGame>)
      writer.u16(kind).run(payload)
    }
    writePresses(presses, writer)
    writer.u16(doneTicks.size)
    for (const [place, doneTick] of doneTicks) writeName(place, writer).u32(doneTick)
    return writer.finish()
  }

  decode(bytes: Uint8Array): Checkpoint | CheckpointRejected {
    const reader = new ByteReader(bytes)
    const format = reader.u16()
    if (!reader.failed && format !== formatVersion) return CheckpointRejected.unknownFormat(format)
    if (reader.u32() !== this.hash && !reader.failed) return CheckpointRejected.otherSchema(this.game.version)
    const tick = reader.u32()
    const state = this.states.decode(reader.run())
    const sent = this.moments.read(reader, tick)
    const happenings = this.decodeHappened(tick, reader.run())
    const emitted = this.readEmitted(reader)
    const presses = readPresses(reader)
    const doneTicks = readDoneTicks(reader)
    const isWhole = reader.finish() && state && sent && happenings && emitted && presses && doneTicks
    if (!isWhole) return CheckpointRejected.malformed(`${bytes.length} bytes are no checkpoint of this game`)
    return { tick, state, sent, happenings, emitted, presses, doneTicks }
  }

  /** What has come since a tick, by itself: a record of the next one, without inputs. Nothing takes no bytes. */
  encodeHappened(tick: number, happenings: readonly Happening[]): Uint8Array {
    if (happenings.length === 0) return new Uint8Array(0)
    return this.ticks.encode([{ tick: tick + 1, happenings, inputs: noInputs }])
  }

  /** Undefined for bytes that are not of what has come since that tick. */
  decodeHappened(tick: number, bytes: Uint8Array): readonly Happening[] | undefined {
    if (bytes.length === 0) return []
    const record = this.ticks.decode(bytes, 1)?.[0]
    return record?.tick === tick + 1 ? record.happenings : undefined
  }

  private readEmitted(reader: ByteReader): EventOf<AnyGame>[] | undefined {
    const emitted: EventOf<AnyGame>[] = []
    for (let left = reader.u16(); left > 0; left--) {
      const event = this.events.decode(reader.u16(), reader.run())
      if (event === undefined) return undefined
      emitted.push(event)
    }
    return emitted
  }
}

/**
 * By what checkpoints of the game are written, as a short text: who has another one can't read them, whatever the versions are
 * called.
 */
export function checkpointSchemas(game: AnyGame): string {
  return `${formatVersion}-${storedHash(game).toString(16)}`
}

/** Besides what both sides of the wire must agree on: what players own, which comes in the records of who joins. */
function storedHash(game: AnyGame): number {
  const text = JSON.stringify([game.id, schemaHash(game), game.kept && describeStruct(game.kept)])
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}

function writeName(name: string, writer: ByteWriter): ByteWriter {
  return writer.run(Uint8Array.from(encodeUtf8(name, nameBytesMax)))
}

function readName(reader: ByteReader): string | undefined {
  const bytes = reader.run()
  return bytes.length > nameBytesMax ? undefined : decodeUtf8(bytes, 0, bytes.length)
}

function writePresses(presses: Checkpoint['presses'], writer: ByteWriter): void {
  writer.u16(presses.size)
  for (const [slot, { heardTick = Number.NaN, buttons }] of presses) {
    writer.u16(slot).f64(heardTick).u16(buttons.length)
    for (const button of buttons) {
      const { field, ticks, isHeld, hasLapsed, wasTakenUp, playedTick, pressedTick, waitingTick } = button
      writeName(field, writer).u32(ticks)
      writer.u16(Number(isHeld) | (Number(hasLapsed) << 1) | (Number(wasTakenUp) << 2))
      // Those that have not been are at one end of time or the other.
      writer.f64(playedTick).f64(pressedTick).f64(waitingTick)
    }
  }
}

function readPresses(reader: ByteReader): Map<PlayerSlot, Presses> | undefined {
  const presses = new Map<PlayerSlot, Presses>()
  for (let left = reader.u16(); left > 0 && !reader.failed; left--) {
    const slot = reader.u16()
    const heardTick = reader.f64()
    const buttons: Presses['buttons'][number][] = []
    for (let unread = reader.u16(); unread > 0 && !reader.failed; unread--) {
      const button = readButton(reader)
      if (button === undefined) return undefined
      buttons.push(button)
    }
    if (slot >= slotsMax) return undefined
    presses.set(slot, { heardTick: Number.isNaN(heardTick) ? undefined : heardTick, buttons })
  }
  return presses
}

function readButton(reader: ByteReader): Presses['buttons'][number] | undefined {
  const field = readName(reader)
  const ticks = reader.u32()
  const flags = reader.u16()
  const [playedTick, pressedTick, waitingTick] = [reader.f64(), reader.f64(), reader.f64()]
  if (field === undefined) return undefined
  const [isHeld, hasLapsed, wasTakenUp] = [(flags & 1) > 0, (flags & 2) > 0, (flags & 4) > 0]
  return { field, ticks, isHeld, hasLapsed, wasTakenUp, playedTick, pressedTick, waitingTick }
}

function readDoneTicks(reader: ByteReader): Map<string, number> | undefined {
  const doneTicks = new Map<string, number>()
  for (let left = reader.u16(); left > 0 && !reader.failed; left--) {
    const place = readName(reader)
    const tick = reader.u32()
    if (place === undefined) return undefined
    doneTicks.set(place, tick)
  }
  return doneTicks
}
