import { fromBinary } from '@bufbuild/protobuf'
import type { CommandRejectedReason, InputRejectedReason } from '@gameserver/engine'
import {
  type ChatSend,
  ChatSendSchema,
  type InputPacket,
  InputPacketSchema,
  type PlayerEvent,
  PlayerEventSchema,
} from '@gameserver/protocol/generated/gameserver/v1/wire_pb'
import { topics } from '@gameserver/protocol/topics'

/** What a player said, decoded once here at the edge. */
export type PlayerPacket =
  | { topic: 'input'; body: InputPacket }
  | { topic: 'events'; body: PlayerEvent }
  | { topic: 'chat'; body: ChatSend }

/** Why a packet was dropped, or what it asked for refused. */
export type RefusalReason =
  | 'not_a_player'
  | 'seat_given_up'
  | 'over_rate'
  | 'oversized'
  | 'unknown_topic'
  | 'malformed'
  | 'stale_epoch'
  | 'not_greeted'
  | 'not_running'
  | 'duplicate'
  | 'out_of_order'
  | 'command_rate'
  | 'empty_chat'
  | 'chat_too_long'
  | 'chat_rate'
  | InputRejectedReason
  | CommandRejectedReason

/** The payload's length has been checked. */
export function decodePlayerPacket(topic: string, payload: Uint8Array): PlayerPacket | RefusalReason {
  try {
    if (topic === topics.input) return { topic, body: fromBinary(InputPacketSchema, payload) }
    if (topic === topics.events) return events(fromBinary(PlayerEventSchema, payload))
    if (topic === topics.chat) return { topic, body: fromBinary(ChatSendSchema, payload) }
    return 'unknown_topic'
  } catch {
    return 'malformed'
  }
}

/** Random bytes often pass for a message of unknown fields, which is one without a body. */
function events(body: PlayerEvent): PlayerPacket | RefusalReason {
  return body.body.case === undefined ? 'malformed' : { topic: 'events', body }
}
