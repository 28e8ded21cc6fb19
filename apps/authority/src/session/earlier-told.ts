import { fromBinary, toBinary } from '@bufbuild/protobuf'
import { AuthorityEventSchema, ChatMessageSchema } from '@gameserver/protocol/generated/gameserver/v1/wire_pb'
import type { ToldMessage } from '@gameserver/storage/match-journals'

export interface EarlierTold {
  /** Numbered messages to all, the oldest first. */
  readonly told: readonly ToldMessage[]
  /** The one that says that the match is over, if it has been told. */
  readonly ended: Uint8Array | undefined
}

/** What former owners told everybody, as it is told again under our epoch: clients listen to the highest one alone. */
export function earlierTold(before: readonly ToldMessage[], epoch: number): EarlierTold {
  let ended: Uint8Array | undefined
  const told = before.map(({ log, sequence, message }): ToldMessage => {
    if (log === 'chat') return { log, sequence, message: lineOf(message, epoch) }
    const event = fromBinary(AuthorityEventSchema, message)
    event.epoch = epoch
    const again = toBinary(AuthorityEventSchema, event)
    if (event.body.case === 'matchEnded') ended = again
    return { log, sequence, message: again }
  })
  return { told, ended }
}

function lineOf(before: Uint8Array, epoch: number): Uint8Array {
  const line = fromBinary(ChatMessageSchema, before)
  line.epoch = epoch
  return toBinary(ChatMessageSchema, line)
}
