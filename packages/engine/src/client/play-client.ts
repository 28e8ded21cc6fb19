import type { AnyGame, CommandOf, InputOf, PlayerSlot, WorldOf } from '../game/define-game.ts'
import type { SettingValues } from '../game/simulation.ts'
import type { InputRejected } from '../input/input-rejected.ts'
import type { CommandPacket, InputPacket, KeyframePacket, SnapshotPacket } from '../packets.ts'
import type { DesyncReport } from '../snapshot/desync.ts'
import type { SnapshotRejected, SnapshotRejectedReason } from '../snapshot/snapshot-rejected.ts'
import type { PackedEvent, PlayedEvent } from './event-feed.ts'

export interface PlayClientOptions<G extends AnyGame> {
  readonly game: G
  readonly slot: PlayerSlot
  /** The match's. */
  readonly settings?: SettingValues | undefined
  /** Players the match was made for; the game's `players.max` unless told. */
  readonly seats?: number | undefined
}

export interface MatchView<G extends AnyGame> {
  readonly world: WorldOf<G>
  /** Moment, in ticks with a fraction, at which the others are shown. */
  readonly tick: number
  /** Moment at which the own player is shown: with rollback the same one. */
  readonly localTick: number
}

export interface MatchClientStats {
  readonly rttMs: number
  readonly jitterMs: number
  /** By how many ticks this player's newest input was ahead when it came to the authority, of late. */
  readonly inputDepth: number
  readonly interpolationDelayMs: number
  readonly snapshots: number
  /** Times the own player was found to be elsewhere than predicted, by more than 0.25 units. */
  readonly corrections: number
  /** Times anything of the own player, or with rollback anything at all, was other than predicted. */
  readonly mispredictions: number
  readonly rejectedSnapshots: ReadonlyMap<SnapshotRejectedReason, number>
  /** States that were found to differ from what the authority says they are. */
  readonly desyncs: number
}

/** A successor lacks less than that of what players have seen. */
export const againMs = 500

export interface Takeover {
  readonly tick: number
  readonly dueTick: number | undefined
}

/** One match on a player's side. Packets and the time, which may be of any clock that doesn't stop, are given to it. */
export interface PlayClient<G extends AnyGame> {
  /** Whether the authority should be asked for its keyframe. True again and again until one has come: space the requests. */
  readonly needsKeyframe: boolean
  /** The newest world the authority has told all of; undefined before the first one. Not to be changed. */
  readonly latest: WorldOf<G> | undefined
  /** Its tick; -1 before the first one. It contains this player's inputs up to that tick. */
  readonly latestTick: number
  readonly stats: MatchClientStats
  receiveSnapshot(packet: SnapshotPacket, nowMs: number): SnapshotRejected | undefined
  /** A keyframe that came reliably: it may be older than the newest snapshot, and says nothing about the time. */
  receiveKeyframe(packet: KeyframePacket): SnapshotRejected | undefined
  /** Rollback: inputs as another player sent them to all. Whoever calls this knows by the sender's identity whose they are. */
  receivePeerInput?(slot: PlayerSlot, packet: InputPacket): InputRejected | undefined
  /**
   * Another authority goes on with the match from `tick`, with what players had done by then. What is shown and predicted goes on;
   * all that was agreed on with the former authority is forgotten. Returns the own inputs after `tick`, to be sent again.
   * `dueTick` is what the match makes up to at once; undefined if it does not: then the next `advance` has inputs for all of these.
   */
  takenOver(takeover: Takeover, nowMs: number): InputPacket[]
  /**
   * The own inputs from half a second before the newest snapshot on, again: another authority is about to have the match, and needs
   * those that its owner had no time to write down.
   */
  inputsAgain(): InputPacket[]
  /** What the authority says was emitted in a tick; returns how many of these are no events of this game. */
  receiveEvents(tick: number, events: readonly PackedEvent[]): number
  /** What is to be shown now, each event once: what the authority told, and what was predicted by `advance`. */
  takeEvents(): readonly PlayedEvent<G>[]
  /** The last state found to differ since this was asked last. For the authority to look into; undefined if there was none. */
  takeDesync(): DesyncReport | undefined
  /**
   * Runs the ticks that are due, asking `sampleInput` for the input of each, and returns what is to be sent to the authority
   * (with rollback to all): at most one packet, but after a takeover. Call it at least as often as the game sends. `world`, not to be changed, is the
   * one predicted before the tick, corrections included: what inputs propose must start from there. Rollback games have none.
   */
  advance(nowMs: number, sampleInput: (tick: number, world?: WorldOf<G>) => InputOf<G>): InputPacket[]
  /** What is to be drawn now; undefined before the first snapshot. The world is the caller's, and anew each time. */
  view(nowMs: number): MatchView<G> | undefined
  /** Throws a RangeError for a command that the game doesn't define. */
  encodeCommand(command: CommandOf<G>): CommandPacket
}
