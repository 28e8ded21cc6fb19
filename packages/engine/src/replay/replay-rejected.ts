export type ReplayRejectedReason =
  | 'not_a_replay'
  | 'unknown_format'
  | 'cut_off'
  | 'too_large'
  | 'tampered'
  | 'malformed'
  | 'other_game'
  | 'other_schema'
  | 'apart'

/** Why bytes are no replay that can be played. */
export class ReplayRejected {
  private constructor(
    readonly reason: ReplayRejectedReason,
    readonly detail: string,
    /** The first chunk that is bad, from 0, where it is known. */
    readonly chunk?: number,
  ) {}

  static notAReplay(): ReplayRejected {
    return new ReplayRejected('not_a_replay', 'the bytes do not begin as a replay does')
  }

  static unknownFormat(format: number): ReplayRejected {
    return new ReplayRejected('unknown_format', `replays of format ${format} can't be read, only of format 1`)
  }

  static cutOff(): ReplayRejected {
    return new ReplayRejected('cut_off', 'it ends before its first tick')
  }

  static tooLarge(bytesMax: number): ReplayRejected {
    return new ReplayRejected('too_large', `it is larger than ${bytesMax} bytes`)
  }

  /** The bytes are not those that were written. */
  static tampered(chunk: number): ReplayRejected {
    return new ReplayRejected('tampered', `chunk ${chunk} is not as it was written: its hash differs`, chunk)
  }

  /** As they were written, but not as a recorder writes. */
  static malformed(chunk: number, detail: string): ReplayRejected {
    return new ReplayRejected('malformed', `chunk ${chunk}: ${detail}`, chunk)
  }

  static otherGame(id: string, thisId: string): ReplayRejected {
    return new ReplayRejected('other_game', `it is of the game ${JSON.stringify(id)}, not of ${thisId}`)
  }

  static otherSchema(version: string, thisVersion: string): ReplayRejected {
    return new ReplayRejected(
      'other_schema',
      `it was recorded with version ${JSON.stringify(version)} of the game, whose schema version ${thisVersion} does not share`,
    )
  }

  /** Of several parts. */
  static apart(detail: string): ReplayRejected {
    return new ReplayRejected('apart', detail)
  }
}
