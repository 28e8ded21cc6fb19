import type { MessageInitShape } from '@bufbuild/protobuf'
import type { CommandPacket } from '@gameserver/engine'
import type { Standing } from '@gameserver/protocol/generated/gameserver/v1/journal_pb'
import type { CommandOutcomeSchema } from '@gameserver/protocol/generated/gameserver/v1/wire_pb'
import { RateMeter } from '../input/rate-meter.ts'
import type { RefusalReason } from '../transport/player-packet.ts'
import type { Member } from './roster.ts'

/** More than hands can do for long; a burst is what has waited in the client while its connection was lost. */
const commandRate = { perSecond: 20, burst: 40 }

/** Twice what a client lets wait without an answer. */
const outcomesKept = 64

/** Why nothing was done. */
export interface CommandRefusal {
  readonly reason: RefusalReason | 'outcome_unknown'
  readonly detail: string
}

/** Where commands go, and where their outcomes go. */
interface Ends {
  apply(member: Member, packet: CommandPacket): (CommandRefusal & { reason: RefusalReason }) | undefined
  /** It was done, unless there is a refusal. */
  tell(member: Member, sequence: number, refusal: CommandRefusal | undefined): void
}

interface Taken {
  readonly rate: RateMeter
  readonly refusals: Map<number, CommandRefusal>
}

/**
 * Takes each player's commands in the order of their numbers, each once: a client repeats them until it knows the outcome,
 * which is therefore remembered for a while. What comes before its turn is left for the client to repeat.
 */
export class CommandIntake {
  readonly #ends: Ends
  readonly #taken = new Map<number, Taken>()

  constructor(ends: Ends) {
    this.#ends = ends
  }

  /** Returns what is to be counted as a refusal. */
  take(member: Member, sequence: number, packet: CommandPacket, nowMs: number): RefusalReason | undefined {
    const { refusals, rate } = this.#takenFrom(member.slot)
    if (sequence <= member.commandSequence) {
      const isForgotten = sequence <= member.commandSequence - outcomesKept
      this.#ends.tell(member, sequence, isForgotten ? forgotten : refusals.get(sequence))
      return 'duplicate'
    }
    if (sequence !== member.commandSequence + 1) return 'out_of_order'
    member.commandSequence = sequence
    const refusal = rate.take(1, nowMs) ? this.#ends.apply(member, packet) : tooMany
    if (refusal) refusals.set(sequence, refusal)
    refusals.delete(sequence - outcomesKept)
    this.#ends.tell(member, sequence, refusal)
    return refusal?.reason
  }

  /** Of the player's newest commands, those that were refused, for who takes the match over. */
  refusalsOf(slot: number): MessageInitShape<typeof CommandOutcomeSchema>[] {
    const refusals = this.#taken.get(slot)?.refusals ?? []
    return [...refusals].map(([commandSequence, { reason, detail }]) => {
      return { commandSequence, refusalReason: reason, refusalDetail: detail }
    })
  }

  restore({ members }: Pick<Standing, 'members'>): void {
    for (const { slot, commandRefusals } of members) {
      const { refusals } = this.#takenFrom(slot)
      for (const { commandSequence, refusalReason, refusalDetail } of commandRefusals)
        refusals.set(commandSequence, { reason: refusalReason as RefusalReason, detail: refusalDetail })
    }
  }

  #takenFrom(slot: number): Taken {
    const known = this.#taken.get(slot)
    if (known) return known
    const taken = { rate: new RateMeter(commandRate), refusals: new Map() }
    this.#taken.set(slot, taken)
    return taken
  }
}

const tooMany = { reason: 'command_rate', detail: 'Too much at once: try again in a moment' } as const
const forgotten = {
  reason: 'outcome_unknown',
  detail: 'It is not known any more whether this was done',
} as const
