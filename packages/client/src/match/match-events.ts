import type { AnyGame, PlayedEvent } from '@gameserver/engine'
import type { Connection } from './connection.ts'
import type { Seat } from './roster.ts'
import type { Phase } from './wire.ts'

export interface ChatEntry {
  slot: number
  name: string
  text: string
  sentAtMs: number
}

export interface Standing {
  slot: number
  playerId: string
  name: string
  score: number
  /** From 1; equal scores share a rank. */
  rank: number
}

export interface MatchEvents<G extends AnyGame> {
  /** What the game emitted, once each and in order, but for predicted events: those come ahead. */
  event: PlayedEvent<G>
  chat: ChatEntry
  roster: readonly Seat[]
  phase: Phase
  ended: { reason: string; standings: readonly Standing[] }
  connection: Connection
  /** The authority tells this player alone: a warning before a removal, say. */
  notice: { reason: string; detail: string }
}
