import type { AnyGame, EventOf, PlayerSlot, WorldOf } from './game/define-game.ts'
import type { SettingValues } from './game/simulation.ts'
import type { InputRejected, InputRejectedReason } from './input/input-rejected.ts'
import type { GameEvent, InputPacket, KeyframePacket, SnapshotPacket } from './packets.ts'

export interface RankedScore {
  readonly slot: PlayerSlot
  readonly score: number
  /** From 1; equal scores share a rank. */
  readonly rank: number
}

/** One match on the side that decides. */
export declare class MatchAuthority<G extends AnyGame> {
  constructor(match: { game: G; seed: number; settings?: SettingValues })
  readonly tick: number
  readonly world: WorldOf<G>
  /** Whether the tick just made is one to send a snapshot at. */
  readonly isSnapshotDue: boolean
  join(slot: PlayerSlot): void
  leave(slot: PlayerSlot): void
  receiveInput(slot: PlayerSlot, packet: InputPacket): InputRejected | undefined
  step(): GameEvent<EventOf<G>>[]
  snapshot(): SnapshotPacket
  keyframe(): KeyframePacket
  isOver(): boolean
  scores(): RankedScore[]
  rejectionsOf(slot: PlayerSlot): ReadonlyMap<InputRejectedReason, number>
}
