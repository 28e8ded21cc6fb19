import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf'
import type { DesyncReport, SnapshotPacket } from '@gameserver/engine'
import {
  ChatSendSchema,
  type HelloSchema,
  InputPacketSchema,
  PlayerEventSchema,
  type StatePacket,
  Phase as WirePhase,
} from '@gameserver/protocol/generated/gameserver/v1/wire_pb'
import { desyncPartBytesMax, desyncPartsMax } from '@gameserver/protocol/limits'
import type { NumberedCommand } from './command-outbox.ts'

export type Phase = 'waiting' | 'running' | 'ended'

export function phaseOf(phase: WirePhase): Phase {
  if (phase === WirePhase.RUNNING) return 'running'
  return phase === WirePhase.ENDED ? 'ended' : 'waiting'
}

export function snapshotOf({
  tick,
  isPrivate,
  inputDepths,
  blocks,
  confirmed,
  checksumTick,
  checksum,
}: StatePacket): SnapshotPacket {
  const snapshot = { tick, isPrivate, inputDepths, blocks }
  if (confirmed.length === 0) return snapshot
  return { ...snapshot, confirmed: { records: confirmed, checksumTick, checksum } }
}

type PlayerEventBody = MessageInitShape<typeof PlayerEventSchema>['body']

export function encodeHello(epoch: number, hello: MessageInitShape<typeof HelloSchema>): Uint8Array {
  return encodePlayerEvent(epoch, { case: 'hello', value: hello })
}

export function encodeLeave(epoch: number): Uint8Array {
  return encodePlayerEvent(epoch, { case: 'leave', value: {} })
}

export function encodeKeyframeRequest(epoch: number): Uint8Array {
  return encodePlayerEvent(epoch, { case: 'keyframeRequest', value: {} })
}

/** In as many packets as the state takes; none for one that takes more than the authority puts together. */
export function encodeDesyncReport(epoch: number, { slice, state, ...report }: DesyncReport): Uint8Array[] {
  const sliceAndOne = slice === undefined ? 0 : slice + 1
  const parts = Math.max(1, Math.ceil(state.length / desyncPartBytesMax))
  if (parts > desyncPartsMax) return []
  return Array.from({ length: parts }, (_, part) => {
    const piece = state.subarray(part * desyncPartBytesMax, (part + 1) * desyncPartBytesMax)
    const placed = parts === 1 ? {} : { part, parts }
    return encodePlayerEvent(epoch, {
      case: 'desyncReport',
      value: { ...report, sliceAndOne, state: piece, ...placed },
    })
  })
}

export function encodeInput(input: MessageInitShape<typeof InputPacketSchema>): Uint8Array {
  return toBinary(InputPacketSchema, create(InputPacketSchema, input))
}

export function encodeChat(chat: MessageInitShape<typeof ChatSendSchema>): Uint8Array {
  return toBinary(ChatSendSchema, create(ChatSendSchema, chat))
}

export function encodeCommand(epoch: number, { sequence, kind, payload }: NumberedCommand): Uint8Array {
  return encodePlayerEvent(epoch, { case: 'command', value: { kind, payload } }, sequence)
}

function encodePlayerEvent(epoch: number, body: PlayerEventBody, sequence = 0): Uint8Array {
  return toBinary(PlayerEventSchema, create(PlayerEventSchema, { epoch, sequence, body }))
}
