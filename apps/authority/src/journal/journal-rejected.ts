import type { CheckpointRejected } from '@gameserver/engine'

export type JournalRejectedReason = CheckpointRejected['reason']

/** Why a match can't go on from what was written down of it. */
export class JournalRejected {
  private constructor(
    readonly reason: JournalRejectedReason,
    readonly detail: string,
  ) {}

  static checkpoint({ reason, detail }: CheckpointRejected): JournalRejected {
    return new JournalRejected(reason, detail)
  }

  static malformed(detail: string): JournalRejected {
    return new JournalRejected('malformed', detail)
  }
}
