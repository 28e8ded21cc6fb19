export type InputRejectedReason =
  | 'unknown_slot'
  | 'too_many'
  | 'too_old'
  | 'too_far_ahead'
  | 'malformed'
  | 'out_of_range'
  | 'bad_acknowledgement'
  | 'against_rules'
  | 'contradictory'
  | 'too_frequent'
  | 'too_fast'
  | 'teleported'

/** Why a player's packet of inputs was dropped. */
export class InputRejected {
  private constructor(
    readonly reason: InputRejectedReason,
    readonly detail: string,
  ) {}

  static unknownSlot(slot: number): InputRejected {
    return new InputRejected('unknown_slot', `slot ${slot} is not in the match`)
  }

  static tooMany(count: number): InputRejected {
    return new InputRejected('too_many', `${count} inputs in one packet`)
  }

  static tooOld(newestTick: number, tick: number): InputRejected {
    return new InputRejected('too_old', `newest input is for tick ${newestTick}, the match is at ${tick}`)
  }

  static tooFarAhead(newestTick: number, tick: number): InputRejected {
    return new InputRejected(
      'too_far_ahead',
      `newest input is for tick ${newestTick}, the match is at ${tick}`,
    )
  }

  static malformed(bytes: number): InputRejected {
    return new InputRejected('malformed', `${bytes} bytes are not inputs of this game`)
  }

  static outOfRange(): InputRejected {
    return new InputRejected('out_of_range', 'a field is not within its range')
  }

  static badAcknowledgement(tick: number): InputRejected {
    return new InputRejected('bad_acknowledgement', `tick ${tick} was never sent`)
  }

  static tooFrequent(packets: number): InputRejected {
    return new InputRejected('too_frequent', `more than ${packets} packets at once`)
  }

  static againstRules(detail: string): InputRejected {
    return new InputRejected('against_rules', detail)
  }
}
