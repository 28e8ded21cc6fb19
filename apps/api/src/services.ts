import type { Leaderboards } from '@gameserver/storage/leaderboards'
import type { PlacementQueue } from '@gameserver/storage/placement/placement-queue'
import type { PlayerChanges } from '@gameserver/storage/player-changes'
import type { Sql } from '@gameserver/storage/postgres'
import type { Redis } from '@gameserver/storage/redis'
import type { ScoreWriter } from '@gameserver/storage/score-writer'
import type { Logger } from 'pino'
import type { ApiConfig } from './config.ts'
import type { LiveHub } from './live/live-hub.ts'
import type { OpenSessions } from './login/open-sessions.ts'
import type { VerifiedTokens } from './login/verified-tokens.ts'
import type { Metrics } from './operation/metrics.ts'
import type { MatchingRules } from './queue/matching-rules.ts'
import type { ClaimDesk } from './server/claim-desk.ts'

/** What the routes and loops work with. Made once at boot. */
export interface Services {
  config: ApiConfig
  sql: Sql
  /** Connections of the loops: they may take longer than a request, and do not take its connections away. */
  loopSql: Sql
  redis: Redis
  placement: PlacementQueue
  playerChanges: PlayerChanges
  tokens: VerifiedTokens
  sessions: OpenSessions
  leaderboards: Leaderboards
  scoreWriter: ScoreWriter
  live: LiveHub
  matchingRules: MatchingRules
  claims: ClaimDesk
  log: Logger
  metrics: Metrics
  /** True once the process has been asked to stop: it is then not ready for more. */
  isStopping(): boolean
}
