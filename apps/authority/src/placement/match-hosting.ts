import type { MatchJournals } from '@gameserver/storage/match-journals'
import type { ClaimableMatch } from '@gameserver/storage/matches'
import type { Sql } from '@gameserver/storage/postgres'
import type { Logger } from 'pino'
import type { ReplayFolder } from '../replay/replay-folder.ts'
import type { DesyncFolder } from '../snapshot/desync-folder.ts'
import type { Watch } from '../spectate/watch.ts'
import type { WorkNote } from '../supervisor/work-note.ts'
import type { MatchWindows } from '../tick/match-effects.ts'
import type { TickClock } from '../tick/tick-clock.ts'
import type { LivekitApi } from '../transport/livekit-api.ts'

/** What the matches of a process have in common. */
export interface MatchHosting {
  /** The region of this process; null: it has none. */
  region: string | null
  /** The LiveKit in which rooms of a region are. */
  livekitIn(region: string | null): LivekitApi
  sql: Sql
  journals: MatchJournals
  clock: TickClock
  /** At once, or as soon as it is certain that this process has not lost what it owns while it stood still. */
  whenSure(run: () => void): void
  log: Logger
  windows: MatchWindows & { lingerMs: number; watchIdleMs: number }
  /** All that are not over: some show the end of a match that is. */
  watches: Set<Watch>
  /** Undefined: no match is recorded. */
  replays: ReplayFolder | undefined
  /** Undefined: desyncs are logged alone. */
  desyncs: DesyncFolder | undefined
  /** In development players are its authors: they are told what the game threw, and where. */
  tellsFaults: boolean
  /** Where it is noted which match's code is being run. Undefined: nobody reads it. */
  work: WorkNote | undefined
}

/** A room that is open stays where it is; others are opened here. */
export function regionOf({ region }: Pick<MatchHosting, 'region'>, match: ClaimableMatch): string | null {
  return match.isOpen ? match.region : region
}
