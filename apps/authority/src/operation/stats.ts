import type { Host } from '../placement/host.ts'
import type { LoadMeter } from '../placement/load-meter.ts'
import type { RunningMatch } from '../placement/running-match.ts'

/** Ended matches that are still told of, for reports made after the fact. */
const endedKept = 100

export interface MatchStats {
  matchId: string
  game: string
  status: 'waiting' | 'running' | 'ended'
  epoch: number
  players: number
  connected: number
  ticks: number
  /** Of these, those that former owners made. */
  ticksBefore: number
  ticksSkipped: number
  ticksPerSecond: number
  tickMsP50: number
  tickMsP99: number
  snapshotsSkipped: number
  snapshotsOversized: number
  packetsIn: number
  packetsOut: number
  bytesOut: number
  rejected: Record<string, number>
  playerSeconds: number
  /** Who watch without a seat. Null: nobody has wanted to for a while, and nothing is sent for them. */
  spectators: number | null
  /** Whether another process could go on with it, should this one die now. */
  isResumable: boolean
}

export interface Stats {
  processCpuSeconds: number
  uptimeSeconds: number
  rssBytes: number
  capacity: number
  /** Of one core, 0 to 1, in the last second or so: how busy the process is with what can't wait. By this it is given matches. */
  cpuShare: number
  tickLagMs: number
  /** Matches of others that it stands by for. */
  standbys: number
  matches: MatchStats[]
}

/** What this process does, match by match; the ended ones last. */
export class StatsBoard {
  readonly #capacity: number
  readonly #load: LoadMeter
  readonly #ended: MatchStats[] = []

  constructor(capacity: number, load: LoadMeter) {
    this.#capacity = capacity
    this.#load = load
  }

  ended(match: RunningMatch): void {
    this.#ended.unshift(statsOf(match))
    if (this.#ended.length > endedKept) this.#ended.pop()
  }

  of(host: Host): Stats {
    const { user, system } = process.cpuUsage()
    return {
      processCpuSeconds: (user + system) / 1e6,
      uptimeSeconds: process.uptime(),
      rssBytes: process.memoryUsage.rss(),
      capacity: this.#capacity,
      ...this.#load.newest,
      standbys: host.standbys,
      matches: [...[...host.running].map(statsOf), ...this.#ended],
    }
  }
}

function statsOf({ match, room, players, watch, isResumable }: RunningMatch): MatchStats {
  const [tickMsP50 = 0, tickMsP99 = 0] = match.ticks.times.quantiles(0.5, 0.99)
  return {
    matchId: match.matchId,
    game: match.game.id,
    status: match.phase,
    epoch: match.epoch,
    players,
    connected: match.roster.connected,
    ticks: match.tick,
    ticksBefore: match.ticks.before,
    ticksSkipped: match.ticks.skippedTotal,
    ticksPerSecond: match.ticks.perSecond,
    tickMsP50,
    tickMsP99,
    snapshotsSkipped: match.snapshots.skipped,
    snapshotsOversized: match.snapshots.oversized,
    packetsIn: room?.received ?? 0,
    packetsOut: room?.published ?? 0,
    bytesOut: room?.publishedBytes ?? 0,
    rejected: Object.fromEntries(match.gate.refusals),
    playerSeconds: match.roster.playedSeconds(performance.now()),
    spectators: watch.isShowing ? watch.spectators : null,
    isResumable,
  }
}
