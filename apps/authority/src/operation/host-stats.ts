import type { AuthorityProcess } from '../supervisor/authority-process.ts'
import type { Supervisor } from '../supervisor/supervisor.ts'
import type { MatchStats, Stats } from './stats.ts'

export interface ProcessStats {
  number: number
  pid: number
  authorityId: string
  state: 'starting' | 'ready' | 'leaving'
  isSpare: boolean
  uptimeSeconds: number
  cpuSeconds: number
  rssBytes: number
  /** As placement goes by them: of one core, and by how much ticks are late. */
  cpuShare: number
  tickLagMs: number
  /** That are not over. */
  matches: number
}

/** What all processes of a host do together; `processCpuSeconds` has those in it that are no more, so that it only grows. */
export interface HostStats extends Omit<Stats, 'cpuShare' | 'tickLagMs'> {
  processes: ProcessStats[]
}

export async function hostStats({ processes, endedCpuSeconds }: Supervisor): Promise<HostStats> {
  const { user, system } = process.cpuUsage()
  const all = await Promise.all(processes.map(async (one) => ({ one, stats: await one.ask('stats') })))
  const own = (user + system) / 1e6
  return {
    processCpuSeconds: own + endedCpuSeconds + sum(all.map(({ one, stats }) => cpuSecondsOf(one, stats))),
    uptimeSeconds: process.uptime(),
    rssBytes: process.memoryUsage.rss() + sum(processes.map(({ rssBytes }) => rssBytes)),
    capacity: sum(all.map(({ one, stats }) => (one.isSpare || one.isLeaving ? 0 : (stats?.capacity ?? 0)))),
    standbys: sum(all.map(({ stats }) => stats?.standbys ?? 0)),
    matches: newest(all.flatMap(({ stats }) => stats?.matches ?? [])),
    processes: all.map(({ one, stats }) => processStats(one, stats)),
  }
}

function processStats(one: AuthorityProcess, stats: Stats | undefined): ProcessStats {
  const { number, pid, authorityId, isSpare, rssBytes } = one
  return {
    ...{ number, pid, authorityId, isSpare, rssBytes },
    state: one.isLeaving ? 'leaving' : one.isReady ? 'ready' : 'starting',
    uptimeSeconds: (performance.now() - one.startedMs) / 1_000,
    cpuSeconds: cpuSecondsOf(one, stats),
    cpuShare: stats?.cpuShare ?? 0,
    tickLagMs: stats?.tickLagMs ?? 0,
    matches: stats?.matches.filter(({ status }) => status !== 'ended').length ?? 0,
  }
}

/** A process that does not answer has said it with its last beat. */
function cpuSecondsOf({ cpuSeconds }: AuthorityProcess, stats: Stats | undefined): number {
  return stats?.processCpuSeconds ?? cpuSeconds
}

/** A match that one process has left to another is known to both. */
function newest(matches: readonly MatchStats[]): MatchStats[] {
  const epochs = new Map<string, number>()
  for (const { matchId, epoch } of matches) epochs.set(matchId, Math.max(epoch, epochs.get(matchId) ?? 0))
  return matches.filter(({ matchId, epoch }) => epochs.get(matchId) === epoch)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
