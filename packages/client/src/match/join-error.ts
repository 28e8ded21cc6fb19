/** Why a match could not be joined. */
export type JoinRefusal =
  /** The match is of another game than the one given. */
  | 'wrong_game'
  /** LiveKit did not let the player in, or could not be reached. */
  | 'room_unreachable'
  /** Nobody answered in the room. */
  | 'no_answer'
  /** The room closed while the player was joining. */
  | 'closed'
  /** The authority's own reason, such as `version_mismatch`. */
  | (string & {})

export class JoinError extends Error {
  override readonly name = 'JoinError'

  constructor(
    readonly reason: JoinRefusal,
    readonly detail: string,
    options?: ErrorOptions,
  ) {
    super(`${reason}: ${detail}`, options)
  }
}
