import { fromBinary } from '@bufbuild/protobuf'
import { type AnyGame, depthOf, TickCodec } from '@gameserver/engine'
import {
  type AuthorityEvent,
  AuthorityEventSchema,
  type StatePacket,
  StatePacketSchema,
} from '@gameserver/protocol/generated/gameserver/v1/wire_pb'
import { codersOf } from '../../packages/engine/src/game/game-coders.ts'
import { NamedCodec } from '../../packages/engine/src/game/named-codec.ts'
import { noInputDepth } from '../../packages/engine/src/input/input-queue.ts'
import { plain } from './plain.ts'
import type { Payload } from './wire-match.ts'

/** The newest world that a client has put together. */
export interface Latest {
  readonly tick: number
  readonly world: unknown
}

/** Says what a payload tells, in the words of `client.py`, by this repository's own codecs. */
export class Told {
  private readonly events: NamedCodec<{ name: string; value: unknown }>
  private readonly records: TickCodec

  constructor(game: AnyGame) {
    const { events, contextCount } = codersOf(game)
    this.events = new NamedCodec(events, contextCount)
    this.records = new TickCodec(game)
  }

  by({ topic, bytes }: Payload, latest: Latest | undefined): unknown {
    return topic === 'state'
      ? this.byState(fromBinary(StatePacketSchema, bytes), latest)
      : this.byEvent(fromBinary(AuthorityEventSchema, bytes), latest)
  }

  private byState(packet: StatePacket, latest: Latest | undefined): unknown {
    const { tick, isPrivate, confirmed } = packet
    const told = { tick, isPrivate, depths: depthsOf(packet.inputDepths), latest: plain(latest) }
    return confirmed.length === 0 ? told : { ...told, records: plain(this.records.decode(confirmed)) }
  }

  private byEvent({ sequence, tick, body }: AuthorityEvent, latest: Latest | undefined): unknown {
    const told = { sequence, tick, body: body.case }
    if (body.case === 'keyframe') return { ...told, latest: plain(latest) }
    if (body.case === 'gameEvents') {
      const events = body.value.events.map(({ kind, payload }) => this.events.decode(kind, payload))
      return { ...told, events: plain(events) }
    }
    return { ...told, content: contentOf(body.value) }
  }
}

function depthsOf(packed: Uint8Array): unknown {
  const depths = Array.from({ length: Math.max(0, packed.length - 1) }, (_, index) => {
    const slot = (packed[0] as number) + index
    const depth = depthOf(packed, slot)
    return [slot, depth === noInputDepth ? null : depth]
  })
  return Object.fromEntries(depths)
}

/** A message as Protocol Buffers hand it over in Python: no types' names; what is a map here is a list of pairs there. */
function contentOf(message: unknown): unknown {
  if (Array.isArray(message)) return message.map(contentOf)
  if (typeof message !== 'object' || message === null) return message
  const fields = Object.entries(message).filter(([name]) => !name.startsWith('$') && name !== 'description')
  return Object.fromEntries(
    fields.map(([name, value]) => [
      name,
      name === 'settings' ? Object.entries(value).map(([key, of]) => ({ key, value: of })) : contentOf(value),
    ]),
  )
}
