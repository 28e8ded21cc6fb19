import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { MeteredJournals } from '../journal/metered-journals.ts'
import type { MatchStats, Stats } from './stats.ts'

/** What Prometheus is told: summed up when it asks, so that a packet costs no metric. */
export function createMetrics(stats: () => Stats, journals: MeteredJournals): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  journals.register(registry)
  const totals = new Totals()

  const gauge = (name: string, help: string, value: (now: Stats) => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(value(stats()))
      },
    })
  gauge('gameserver_authority_capacity', 'Matches this process may run at a time', ({ capacity }) => capacity)
  gauge('gameserver_authority_cpu_share', 'Of one core, in the last second or so', ({ cpuShare }) => cpuShare)
  gauge(
    'gameserver_authority_tick_lag_seconds',
    'By how much its ticks were late in the last second or so',
    ({ tickLagMs }) => tickLagMs / 1_000,
  )
  gauge(
    'gameserver_authority_matches',
    'Matches this process runs',
    ({ matches }) => matches.filter(isLive).length,
  )
  gauge(
    'gameserver_authority_standbys',
    'Matches of other processes that this one would have at once',
    ({ standbys }) => standbys,
  )
  gauge('gameserver_authority_players', 'Players connected to its matches', ({ matches }) =>
    sum(matches.filter(isLive).map(({ connected }) => connected)),
  )
  gauge('gameserver_authority_spectators', 'Who watch its matches without a seat', ({ matches }) =>
    sum(matches.map(({ spectators }) => spectators ?? 0)),
  )
  gauge(
    'gameserver_authority_matches_unresumable',
    'Matches that would not outlive this process, since Redis does not answer',
    ({ matches }) => matches.filter((match) => isLive(match) && !match.isResumable).length,
  )
  gauge('gameserver_authority_tick_seconds_p99', 'Slowest match: 99th percentile of a tick', ({ matches }) =>
    Math.max(0, ...matches.filter(isLive).map(({ tickMsP99 }) => tickMsP99 / 1_000)),
  )

  const counter = (name: string, help: string, value: (match: MatchStats) => number) =>
    new Counter({
      name,
      help,
      registers: [registry],
      collect() {
        this.inc(totals.growth(name, stats().matches, value))
      },
    })
  counter('gameserver_authority_ticks_total', 'Ticks made', ({ ticks, ticksBefore }) => ticks - ticksBefore)
  counter(
    'gameserver_authority_ticks_skipped_total',
    'Ticks given up after a stall',
    ({ ticksSkipped }) => ticksSkipped,
  )
  counter('gameserver_authority_packets_in_total', 'Packets received', ({ packetsIn }) => packetsIn)
  counter('gameserver_authority_packets_out_total', 'Packets sent', ({ packetsOut }) => packetsOut)
  counter('gameserver_authority_bytes_out_total', 'Payload sent', ({ bytesOut }) => bytesOut)
  counter(
    'gameserver_authority_snapshots_skipped_total',
    'Snapshots not sent: earlier ones were on their way',
    (match) => match.snapshotsSkipped,
  )
  counter(
    'gameserver_authority_snapshots_oversized_total',
    'Snapshots above what stays one SCTP chunk',
    (match) => match.snapshotsOversized,
  )

  new Counter({
    name: 'gameserver_authority_refused_total',
    help: 'Packets of players refused, by reason',
    labelNames: ['reason'],
    registers: [registry],
    collect() {
      const { matches } = stats()
      const reasons = new Set(matches.flatMap(({ rejected }) => Object.keys(rejected)))
      for (const reason of reasons) {
        this.inc(
          { reason },
          totals.growth(`refused:${reason}`, matches, ({ rejected }) => rejected[reason] ?? 0),
        )
      }
    },
  })
  return registry
}

/** Turns what matches count, which come and go, into counters that only grow. */
class Totals {
  readonly #seen = new Map<string, Map<string, number>>()

  growth(name: string, matches: readonly MatchStats[], value: (match: MatchStats) => number): number {
    const before = this.#seen.get(name)
    const now = new Map(matches.map((match) => [`${match.matchId}/${match.epoch}`, value(match)]))
    this.#seen.set(name, now)
    return sum([...now].map(([key, count]) => Math.max(0, count - (before?.get(key) ?? 0))))
  }
}

function isLive({ status }: MatchStats): boolean {
  return status !== 'ended'
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
