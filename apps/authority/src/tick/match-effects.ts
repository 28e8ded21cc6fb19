import type { DesyncDump } from '@gameserver/engine'
import type { LossyPacket } from '@gameserver/livekit'
import type { Topic } from '@gameserver/protocol/topics'
import type { LeavingFault } from '@gameserver/storage/cooldowns'
import type { Standing } from './standings.ts'

export interface MatchWindows {
  joinWindowMs: number
  seatWindowMs: number
}

/** What a match asks of its surroundings. */
export interface MatchEffects {
  /** Reliably, to one or to all. */
  publish(topic: Topic, payload: Uint8Array, to: string | undefined): void
  /** Unreliably, what players are to get at one moment: all of it, or nothing while too much is on its way. */
  publishEach(topic: Topic, packets: readonly LossyPacket[]): boolean
  silence(identity: string): void
  unsilence(identity: string): void
  remove(identity: string): void
  /** For good, for what it sent: how often it was refused, by reason. */
  removed(identity: string, refusals: ReadonlyMap<string, number>): void
  /** A player's state was found to differ from what it should be. */
  desynced(playerId: string, dump: DesyncDump): void
  started(): void
  /** Another owner's match goes on: so many ticks were made up for, so long after the players were told. */
  wentOn(ticks: number, waitedMs: number): void
  /** Somebody is in the room for whom there is no seat: it may have been added of late. */
  stranger(): void
  /** Whether the game takes newcomers from now on. */
  opened(isOpen: boolean): void
  /** What the player owns from earlier matches of the game; for games in which that is kept. */
  broughtBy(playerId: string): { kept: unknown; awaySeconds: number }
  /** What the player owns now. It is saved with the player's departure, with the result, or when the match asks for it. */
  owns(playerId: string, kept: unknown): void
  saveOwned(): void
  /** `fault`: in what the others were let down. */
  playerLeft(playerId: string, fault: LeavingFault | undefined): void
  ended(ending: MatchEnding): void
}

export type MatchEnding =
  | {
      outcome: 'result'
      reason: 'finished' | 'players_left'
      standings: readonly Standing[]
      metadata: object
    }
  | { outcome: 'abandoned'; reason: 'no_players' | 'game_error' | 'version_mismatch'; error?: unknown }
