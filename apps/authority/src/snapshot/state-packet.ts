import { create, toBinary } from '@bufbuild/protobuf'
import type { SnapshotPacket } from '@gameserver/engine'
import { StatePacketSchema } from '@gameserver/protocol/generated/gameserver/v1/wire_pb'

export function encodeStatePacket(epoch: number, snapshot: SnapshotPacket): Uint8Array {
  const { tick, keyframeTick, inputDepths, state, confirmed } = snapshot
  const final = confirmed && {
    confirmed: confirmed.records,
    checksumTick: confirmed.checksumTick,
    checksum: confirmed.checksum,
  }
  return toBinary(
    StatePacketSchema,
    create(StatePacketSchema, {
      epoch,
      tick,
      keyframeTick,
      inputDepths: inputDepths as number[],
      state,
      ...final,
    }),
  )
}
