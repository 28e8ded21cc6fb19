import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf'
import type { KeyframePacket } from '@gameserver/engine'
import {
  AuthorityEventSchema,
  ChatMessageSchema,
  type KeyframeSchema,
  Phase,
  Presence,
  type RosterSchema,
} from '@gameserver/protocol/generated/gameserver/v1/wire_pb'
import type { Member } from '../session/roster.ts'
import type { Session } from '../session/session.ts'

export type AuthorityEventBody = MessageInitShape<typeof AuthorityEventSchema>['body']
export type MatchPhase = 'waiting' | 'running' | 'ended'

export function encodeAuthorityEvent(event: {
  epoch: number
  /** 0 for one that is addressed to a player. */
  sequence: number
  tick: number
  body: NonNullable<AuthorityEventBody>
}): Uint8Array {
  return toBinary(AuthorityEventSchema, create(AuthorityEventSchema, event))
}

/** Of one that does not have the match yet. */
export const successorComing = encodeAuthorityEvent({
  ...{ epoch: 0, sequence: 0, tick: 0 },
  body: { case: 'successorComing', value: {} },
})

export function encodeChatMessage(message: MessageInitShape<typeof ChatMessageSchema>): Uint8Array {
  return toBinary(ChatMessageSchema, create(ChatMessageSchema, message))
}

export function rosterBody(members: Iterable<Member>): MessageInitShape<typeof RosterSchema> {
  const seats = [...members].map(({ slot, playerId, name, team, role, session }) => {
    return { slot, playerId, name, presence: presences[session.state], team, role: role ?? '' }
  })
  return { seats }
}

export function keyframeBody(keyframe: KeyframePacket): MessageInitShape<typeof KeyframeSchema> {
  return { tick: keyframe.tick, blocks: [...keyframe.blocks] }
}

export const phases: Record<MatchPhase, Phase> = {
  waiting: Phase.WAITING,
  running: Phase.RUNNING,
  ended: Phase.ENDED,
}

const presences: Record<Session['state'], Presence> = {
  expected: Presence.EXPECTED,
  connected: Presence.CONNECTED,
  disconnected: Presence.DISCONNECTED,
  left: Presence.LEFT,
  removed: Presence.LEFT,
}
