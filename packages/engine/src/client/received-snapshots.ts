import type { AnyGame } from '../game/define-game.ts'
import type { KeyframePacket, SnapshotPacket } from '../packets.ts'
import type { Tape } from '../schema/tape.ts'
import { SnapshotRejected } from '../snapshot/snapshot-rejected.ts'
import { StateCodec } from '../snapshot/state-codec.ts'

/** The baseline in use, the one under way, and two for packets that come out of order. */
const keyframesMax = 4
/** A second's worth at 30 per second: far more than any interpolation delay. */
const snapshotsMax = 32

export interface ReceivedSnapshot {
  readonly tick: number
  readonly state: Tape
}

/** What has arrived: keyframes that deltas can be applied to, and the snapshots to be shown. */
export class ReceivedSnapshots {
  /** Whether deltas come against a keyframe that is not here. */
  needsKeyframe = true
  readonly codec: StateCodec
  private readonly keyframes: ReceivedSnapshot[] = []
  private readonly snapshots: ReceivedSnapshot[] = []

  constructor(game: AnyGame) {
    this.codec = new StateCodec(game)
  }

  get newest(): ReceivedSnapshot | undefined {
    return this.snapshots[this.snapshots.length - 1]
  }

  get newestTick(): number {
    return this.newest?.tick ?? -1
  }

  /** Newest keyframe held; 0 for none. */
  get keyframeTick(): number {
    return this.keyframes[this.keyframes.length - 1]?.tick ?? 0
  }

  /** A keyframe is kept even if newer snapshots have come: deltas will need it. */
  take(packet: SnapshotPacket): SnapshotRejected | undefined {
    const { tick, keyframeTick, state } = packet
    if (tick === keyframeTick) return this.takeKeyframe(packet)
    if (tick <= this.newestTick) return SnapshotRejected.tooOld(tick, this.newestTick)
    const baseline = this.keyframes.find((keyframe) => keyframe.tick === keyframeTick)
    if (baseline === undefined) {
      this.needsKeyframe = true
      return SnapshotRejected.missingKeyframe(keyframeTick)
    }
    const decoded = this.codec.decodeDelta(state, baseline.state, tick - keyframeTick)
    if (decoded === undefined) return SnapshotRejected.malformed(tick)
    this.needsKeyframe = false
    this.show({ tick, state: decoded })
    return undefined
  }

  takeKeyframe({ tick, state }: KeyframePacket): SnapshotRejected | undefined {
    if (this.keyframes.some((keyframe) => keyframe.tick === tick))
      return SnapshotRejected.tooOld(tick, this.newestTick)
    const decoded = this.codec.decode(state)
    if (decoded === undefined) return SnapshotRejected.malformed(tick)
    const keyframe = { tick, state: decoded }
    this.keyframes.push(keyframe)
    this.keyframes.sort((a, b) => a.tick - b.tick)
    if (this.keyframes.length > keyframesMax) this.keyframes.shift()
    this.needsKeyframe = false
    if (tick > this.newestTick) this.show(keyframe)
    return undefined
  }

  /** The snapshots on both sides of a moment: after the newest one, the last two, to go on from; nothing before the oldest. */
  around(tick: number): readonly [from: ReceivedSnapshot, to: ReceivedSnapshot] | undefined {
    const { snapshots } = this
    let later = snapshots.findIndex((snapshot) => snapshot.tick > tick)
    if (later === -1) later = snapshots.length - 1
    const to = snapshots[later]
    const from = snapshots[Math.max(later - 1, 0)]
    return from === undefined || to === undefined ? undefined : [from, to]
  }

  private show(snapshot: ReceivedSnapshot): void {
    this.snapshots.push(snapshot)
    if (this.snapshots.length > snapshotsMax) this.snapshots.shift()
  }
}
