/** Why a command changed nothing. */
export type CommandRefusal =
  /** By the game; `detail` has its words. */
  | 'refused'
  /** It came too soon after the one before. */
  | 'cooling_down'
  /** Too many in a short time, or too many without an answer. */
  | 'command_rate'
  /** The match has not begun, or is over. */
  | 'not_running'
  /** The match was closed before an answer came: it may have been done. */
  | 'closed'
  /** The authority took it, and has forgotten since what became of it. */
  | 'outcome_unknown'
  /** Others, such as `malformed`, come from clients that are not of the authority's version. */
  | (string & {})

export class CommandError extends Error {
  override readonly name = 'CommandError'

  constructor(
    readonly reason: CommandRefusal,
    /** For the player to read. */
    readonly detail: string,
  ) {
    super(detail)
  }
}
