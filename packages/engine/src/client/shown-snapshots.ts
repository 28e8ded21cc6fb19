import type { Tape } from '../schema/tape.ts'

/** A second's worth at 30 per second: far more than any interpolation delay. */
const snapshotsMax = 32

/** A whole state, as far as this side may know it. */
export interface ShownSnapshot {
  readonly tick: number
  readonly state: Tape
}

/** The states of the last snapshots, to be shown. */
export class ShownSnapshots {
  private readonly snapshots: ShownSnapshot[] = []

  get newest(): ShownSnapshot | undefined {
    return this.snapshots[this.snapshots.length - 1]
  }

  /** -1 before the first one. */
  get newestTick(): number {
    return this.newest?.tick ?? -1
  }

  /** `tick` must be after the newest one's. */
  add(tick: number, state: Tape): void {
    this.snapshots.push({ tick, state })
    if (this.snapshots.length > snapshotsMax) this.snapshots.shift()
  }

  /** More has become known of the newest one. */
  amend(state: Tape): void {
    const { newest } = this
    if (newest !== undefined) this.snapshots[this.snapshots.length - 1] = { tick: newest.tick, state }
  }

  /** The snapshots on both sides of a moment: after the newest one, the last two, to go on from; nothing before the oldest. */
  around(tick: number): readonly [from: ShownSnapshot, to: ShownSnapshot] | undefined {
    const { snapshots } = this
    let later = snapshots.findIndex((snapshot) => snapshot.tick > tick)
    if (later === -1) later = snapshots.length - 1
    const to = snapshots[later]
    const from = snapshots[Math.max(later - 1, 0)]
    return from === undefined || to === undefined ? undefined : [from, to]
  }
}
