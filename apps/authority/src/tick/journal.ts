import type { AnyGame, MatchAuthority, TickRecord } from '@gameserver/engine'
import type { ToldMessage } from '@gameserver/storage/match-journals'
import type { EarlierRecorded, Recorded } from '../journal/recorded-tail.ts'
import type { MatchStanding } from './match-standing.ts'

/** Where a match writes down what a successor needs to go on with it. */
export interface Journal {
  /** Of the tick just made; read at once. */
  record(record: TickRecord): void
  /** More than time has changed the standing. */
  standingChanged(): void
  told(message: ToldMessage): void
  /** Calls `run` when all up to now is written down; what several calls were given in their order. */
  after(run: () => void): void
  /** The ticks of a snapshot are made. */
  flush(): void
}

/** What is written down of a match. */
export interface Journaled {
  readonly play: MatchAuthority<AnyGame>
  /** As it was begun with. */
  readonly settings: Readonly<Record<string, number>>
  readonly seats: number
  /** What former owners told. */
  readonly told: readonly ToldMessage[]
  /** Its replay, if one is written. */
  readonly recorded?: Recorded | undefined
  /** What the replay of the former owner may lack. */
  readonly earlierRecorded?: EarlierRecorded | undefined
  /** How long ago the last tick was due. */
  tickAgeMs(): number
  standing(): MatchStanding
}
