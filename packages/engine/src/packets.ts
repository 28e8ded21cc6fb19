import type { PlayerSlot } from './game/define-game.ts'
import type { NamedValue, PackedValue } from './game/named-codec.ts'

// What passes between a match's authority and its clients, as plain objects: whoever has a transport puts them into its
// own envelope.

/** Which snapshots a player has understood: all that they hold is there. */
export interface Acknowledgement {
  /** The newest one; with rollback the newest tick up to which no record is missing; 0 for none. */
  readonly snapshotTick: number
  /** Of those before it: bit i, from the lowest one, stands for the snapshot that was due i + 1 intervals earlier. */
  readonly received: number
  /** The newest one of those that come besides, for this player alone; 0 for none. */
  readonly privateTick: number
}

/** Inputs of consecutive ticks, the newest last. */
export interface InputPacket extends Acknowledgement {
  readonly newestTick: number
  readonly count: number
  readonly inputs: Uint8Array
  /** The moment at which the others were shown as the newest input was decided on: in sixteenths of a tick. */
  readonly shownSixteenths: number
  /**
   * Sent again after a takeover, or made up for: to the authority alone, and reliably, since no later packet repeats what is in it. How
   * early it comes says nothing.
   */
  readonly isAgain?: boolean
}

export interface SnapshotPacket {
  readonly tick: number
  /** Comes besides the snapshot for all, with what is for this player alone. */
  readonly isPrivate: boolean
  /** How early inputs come: a slot, then a byte for each slot from there on. See `depthOf`. */
  readonly inputDepths: Uint8Array
  /** What there is to tell, by scope. */
  readonly blocks: readonly Uint8Array[]
  /** Games with rollback have this instead of blocks. */
  readonly confirmed?: ConfirmedTicks
}

/** A snapshot, and the players it is for, up to three of them; undefined: all in the room. */
export interface AddressedSnapshot {
  readonly to: readonly PlayerSlot[] | undefined
  readonly packet: SnapshotPacket
}

/** What the authority made the last ticks with, which is final, up to the packet's tick. */
export interface ConfirmedTicks {
  /** Packed by the TickCodec. */
  readonly records: Uint8Array
  /** A tick not after the packet's; `checksum` is the hash of the state after it. */
  readonly checksumTick: number
  readonly checksum: number
}

/** Keyframes that deltas are taken against, sent reliably. */
export interface KeyframePacket {
  readonly tick: number
  readonly blocks: readonly Uint8Array[]
}

/** Something the game emitted. `kind` is its position in the game's definition, `payload` its packed value. */
export type GameEvent<Event extends NamedValue = NamedValue> = PackedValue<Event>

/** A player's request: `kind` is its position in the game's definition, `payload` its packed value. */
export interface CommandPacket {
  readonly kind: number
  readonly payload: Uint8Array
}
