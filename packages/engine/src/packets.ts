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
}

export interface SnapshotPacket {
  readonly tick: number
  /** The keyframe that `state` is a delta against. Equal to `tick`: it is a keyframe itself. */
  readonly keyframeTick: number
  /** By slot: how far the player's newest input was ahead of the authority when it arrived, in eighths of a tick. */
  readonly inputDepths: readonly number[]
  readonly state: Uint8Array
}

export interface KeyframePacket {
  readonly tick: number
  readonly inputDepths: readonly number[]
  readonly state: Uint8Array
}

/** Something the game emitted. `kind` is its position in the game's definition, `payload` its packed value. */
export interface GameEvent<
  Event extends { name: string; value: unknown } = { name: string; value: unknown },
> {
  readonly kind: number
  readonly name: Event['name']
  readonly value: Event['value']
  readonly payload: Uint8Array
}
