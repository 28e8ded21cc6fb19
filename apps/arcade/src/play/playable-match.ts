import type { ChatEntry, Connection, MatchVoice, Phase, Seat, Standing } from '@gameserver/client/browser'
import type { AnyGame } from '@gameserver/engine'
import type { PlayableGame } from '../games.ts'

/** What the screen in play needs of a match. `JoinedMatch` is one over the network, `PracticeMatch` one in this page. */
export interface PlayableMatch {
  /** By which it is played; its rules may be replaced while it runs. */
  readonly game: AnyGame
  readonly slot: number
  readonly phase: Phase
  readonly roster: readonly Seat[]
  readonly connection: Connection
  /** Absent in practice: there is nobody to talk to. */
  readonly voice: MatchVoice | undefined
  readonly stats: { rttMs: number; jitterMs: number; snapshots: number; interpolationDelayMs: number }
  advance(nowMs: number, sampleInput: () => unknown): void
  view(nowMs: number): { world: unknown; tick: number; localTick: number }
  /** A command of the game; rejects with the refusal as the message. */
  command(name: string, value: unknown): Promise<void>
  /** Goes on with a game whose files were saved, or begins anew; absent where a server decides. */
  adopt?(playable: PlayableGame): Adoption
  sendChat(text: string): boolean
  leave(): Promise<void>
  close(): Promise<void>
  on<Name extends keyof PlayableEvents>(
    name: Name,
    listener: (event: PlayableEvents[Name]) => void,
  ): () => void
}

export interface PlayableEvents {
  event: { name: string; value: unknown }
  chat: ChatEntry
  roster: readonly Seat[]
  phase: Phase
  ended: Ended
  connection: Connection
  notice: { reason: string; detail: string }
}

export interface Ended {
  reason: string
  standings: readonly Standing[]
}

/** What became of a match as its game was saved: it goes on by the new rules, with what of its state fits, or begins anew. */
export type Adoption = 'rules' | 'carried' | 'anew'
