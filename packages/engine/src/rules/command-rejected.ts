export type CommandRejectedReason =
  | 'unknown_slot'
  | 'unknown_command'
  | 'malformed'
  | 'cooling_down'
  | 'refused'

/** Why a player's command changed nothing. */
export class CommandRejected {
  private constructor(
    readonly reason: CommandRejectedReason,
    readonly detail: string,
  ) {}

  static unknownSlot(slot: number): CommandRejected {
    return new CommandRejected('unknown_slot', `slot ${slot} is not in the match`)
  }

  static unknownCommand(kind: number): CommandRejected {
    return new CommandRejected('unknown_command', `the game has no command ${kind}`)
  }

  static malformed(name: string): CommandRejected {
    return new CommandRejected('malformed', `not a ${name} of this game`)
  }

  static coolingDown(name: string, ticksLeft: number): CommandRejected {
    return new CommandRejected('cooling_down', `${name} can be asked for again in ${ticksLeft} ticks`)
  }

  /** By the game itself, in its words. */
  static refused(detail: string): CommandRejected {
    return new CommandRejected('refused', detail)
  }
}
