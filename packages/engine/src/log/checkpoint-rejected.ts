export type CheckpointRejectedReason = 'unknown_format' | 'other_schema' | 'malformed'

/** Why bytes are no checkpoint that a match can go on from. */
export class CheckpointRejected {
  private constructor(
    readonly reason: CheckpointRejectedReason,
    readonly detail: string,
  ) {}

  static unknownFormat(format: number): CheckpointRejected {
    return new CheckpointRejected('unknown_format', `checkpoints of format ${format} can't be read`)
  }

  static otherSchema(version: string): CheckpointRejected {
    return new CheckpointRejected(
      'other_schema',
      `it was written by a game whose schema version ${JSON.stringify(version)} does not share`,
    )
  }

  static malformed(detail: string): CheckpointRejected {
    return new CheckpointRejected('malformed', detail)
  }
}
