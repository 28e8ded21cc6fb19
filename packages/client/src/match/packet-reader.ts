import { fromBinary } from '@bufbuild/protobuf'
import {
  type AuthorityEvent,
  AuthorityEventSchema,
  type ChatMessage,
  ChatMessageSchema,
  type InputPacket,
  InputPacketSchema,
  type StatePacket,
  StatePacketSchema,
} from '@gameserver/protocol/generated/gameserver/v1/wire_pb'
import { playerPacketBytesMax } from '@gameserver/protocol/limits'
import { isAuthorityIdentity, topics } from '@gameserver/protocol/topics'
import type { Sender } from '../transport.ts'

/** LiveKit carries no packet above 64,000 bytes; what is longer did not come from an authority. */
const packetBytesMax = 64_000

export type AuthorityPacket =
  | { topic: 'state'; body: StatePacket }
  | { topic: 'events'; body: AuthorityEvent }
  | { topic: 'chat'; body: ChatMessage }

export type DropReason =
  | 'unknown_sender'
  | 'not_authority'
  | 'unknown_topic'
  | 'oversized'
  | 'malformed'
  | 'stale_epoch'

/**
 * Decodes what comes from the match's authorities and counts the rest. There is no topic access control in a room: any
 * player may publish on `state`, so the sender's identity and kind, both stamped by the SFU, decide. An epoch below the
 * highest seen belongs to an owner that has lost the match and may not know it yet: `owner` is the sender of the highest.
 */
export class PacketReader {
  #epoch = 0
  #owner: string | undefined
  readonly #drops = new Map<DropReason, number>()

  get epoch(): number {
    return this.#epoch
  }

  /** Its identity; undefined until it is heard. */
  get owner(): string | undefined {
    return this.#owner
  }

  get drops(): ReadonlyMap<DropReason, number> {
    return this.#drops
  }

  read(sender: Sender | undefined, topic: string, payload: Uint8Array): AuthorityPacket | undefined {
    if (!sender) return this.#drop('unknown_sender')
    if (!isAuthority(sender)) return this.#drop('not_authority')
    if (payload.byteLength > packetBytesMax) return this.#drop('oversized')
    const packet = decode(topic, payload)
    if (typeof packet === 'string') return this.#drop(packet)
    if (isOfSuccessor(packet)) return packet
    if (packet.body.epoch < this.#epoch) return this.#drop('stale_epoch')
    this.#epoch = packet.body.epoch
    this.#owner = sender.identity
    return packet
  }

  /** Inputs that another player sent to all, by the limits of the authority. Whether the sender has a seat is not known here. */
  readInput(sender: Sender | undefined, payload: Uint8Array): InputPacket | undefined {
    if (!sender) return this.#drop('unknown_sender')
    if (payload.byteLength > playerPacketBytesMax) return this.#drop('oversized')
    const packet = decodeInput(payload)
    if (!packet) return this.#drop('malformed')
    return packet.epoch === this.#epoch ? packet : this.#drop('stale_epoch')
  }

  #drop(reason: DropReason): undefined {
    this.#drops.set(reason, (this.#drops.get(reason) ?? 0) + 1)
  }
}

/** Any player may say anything in a room: who speaks for the match is told by what the SFU stamps. */
export function isAuthority({ identity, isAgent }: Sender): boolean {
  return isAgent && isAuthorityIdentity(identity)
}

/** Of one that speaks under no epoch yet. */
export function isOfSuccessor({ topic, body }: AuthorityPacket): boolean {
  return topic === 'events' && body.body.case === 'successorComing'
}

function decodeInput(payload: Uint8Array): InputPacket | undefined {
  try {
    return fromBinary(InputPacketSchema, payload)
  } catch {
    return undefined
  }
}

function decode(topic: string, payload: Uint8Array): AuthorityPacket | 'unknown_topic' | 'malformed' {
  try {
    switch (topic) {
      case topics.state:
        return { topic, body: fromBinary(StatePacketSchema, payload) }
      case topics.events:
        return { topic, body: fromBinary(AuthorityEventSchema, payload) }
      case topics.chat:
        return { topic, body: fromBinary(ChatMessageSchema, payload) }
      default:
        return 'unknown_topic'
    }
  } catch {
    return 'malformed'
  }
}
