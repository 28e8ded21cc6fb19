import type { ChatEntry, Connection, MatchVoice, Phase, Seat, Standing } from '@gameserver/client/browser'

/** What the screen in play needs of a match. `JoinedMatch` is one over the network, `PracticeMatch` one in this page. */
export interface PlayableMatch {
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
