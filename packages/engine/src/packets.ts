import type { NamedValue, PackedValue } from './game/named-codec.ts'

// What passes between a match's authority and its clients, as plain objects: whoever has a transport puts them into its
// own envelope.

/** Inputs of consecutive ticks, the newest last. */
export interface InputPacket {
  readonly newestTick: number
  readonly count: number
  readonly inputs: Uint8Array
  /** Newest snapshot received; 0 for none. */
  readonly snapshotTick: number
  /** Newest keyframe held; 0 for none. */
  readonly keyframeTick: number
  /** The moment at which the others were shown as the newest input was decided on: in sixteenths of a tick. */
  readonly shownSixteenths: number
}

export interface SnapshotPacket {
  readonly tick: number
  /** The keyframe that `state` is a delta against. Equal to `tick`: it is a keyframe itself. */
  readonly keyframeTick: number
  /** By slot: how far the player's newest input was ahead of the authority when it arrived, in eighths of a tick. */
  readonly inputDepths: readonly number[]
  readonly state: Uint8Array
  /** Games with rollback have this instead of a state, and no keyframeTick. */
  readonly confirmed?: ConfirmedTicks
}

/** What the authority made the last ticks with, which is final, up to the packet's tick. */
export interface ConfirmedTicks {
  /** Packed by the TickCodec. */
  readonly records: Uint8Array
  /** A tick not after the packet's; `checksum` is the hash of the state after it. */
  readonly checksumTick: number
  readonly checksum: number
}

export interface KeyframePacket {
  readonly tick: number
  readonly inputDepths: readonly number[]
  readonly state: Uint8Array
}

/** Something the game emitted. `kind` is its position in the game's definition, `payload` its packed value. */
export type GameEvent<Event extends NamedValue = NamedValue> = PackedValue<Event>

/** A player's request: `kind` is its position in the game's definition, `payload` its packed value. */
export interface CommandPacket {
  readonly kind: number
  readonly payload: Uint8Array
}
