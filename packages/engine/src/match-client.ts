import type { AnyGame, EventOf, InputOf, PlayerSlot, WorldOf } from './game/define-game.ts'
import type { SettingValues } from './game/simulation.ts'
import type { InputPacket, KeyframePacket, SnapshotPacket } from './packets.ts'
import type { SnapshotRejected } from './snapshot/snapshot-rejected.ts'

export interface MatchView<G extends AnyGame> {
  readonly world: WorldOf<G>
  /** Moment, in ticks with a fraction, at which the others are shown. */
  readonly tick: number
  /** Moment at which the own player is shown. */
  readonly localTick: number
}

export interface MatchClientStats {
  readonly rttMs: number
  readonly jitterMs: number
  /** Newest depth of this player's inputs at the authority, in ticks. */
  readonly inputDepth: number
  readonly interpolationDelayMs: number
  readonly snapshots: number
  /** Snapshots after which the own player was found to be elsewhere than predicted, by more than 0.25 units. */
  readonly corrections: number
  /** Snapshots in which anything of the own player was other than predicted. */
  readonly mispredictions: number
  readonly rejectedSnapshots: ReadonlyMap<string, number>
}

/** One match on a player's side. */
export declare class MatchClient<G extends AnyGame> {
  constructor(match: { game: G; slot: PlayerSlot; settings?: SettingValues })
  readonly needsKeyframe: boolean
  /** World of the newest snapshot; undefined before the first one. */
  readonly latest: WorldOf<G> | undefined
  readonly latestTick: number
  readonly stats: MatchClientStats
  receiveSnapshot(packet: SnapshotPacket, nowMs: number): SnapshotRejected | undefined
  receiveKeyframe(packet: KeyframePacket, nowMs: number): SnapshotRejected | undefined
  advance(nowMs: number, sampleInput: (tick: number) => InputOf<G>): InputPacket[]
  view(nowMs: number): MatchView<G> | undefined
  decodeEvent(kind: number, payload: Uint8Array): EventOf<G> | undefined
}
