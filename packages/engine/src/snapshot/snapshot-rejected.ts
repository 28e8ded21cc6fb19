export type SnapshotRejectedReason = 'missing_keyframe' | 'too_old' | 'malformed'

/** Why a packet of state was dropped by a client. */
export class SnapshotRejected {
  private constructor(
    readonly reason: SnapshotRejectedReason,
    readonly detail: string,
  ) {}

  static missingKeyframe(keyframeTick: number): SnapshotRejected {
    return new SnapshotRejected('missing_keyframe', `keyframe ${keyframeTick} has not arrived`)
  }

  static tooOld(tick: number, newestTick: number): SnapshotRejected {
    return new SnapshotRejected('too_old', `snapshot ${tick} came after ${newestTick}`)
  }

  static malformed(tick: number): SnapshotRejected {
    return new SnapshotRejected('malformed', `snapshot ${tick} can't be decoded`)
  }
}
