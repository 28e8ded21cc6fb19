import type { Injection } from './fault.ts'
import type { PlayerWindow, TallyOfPlayer } from './players/messages.ts'
import type { Repetition } from './report.ts'

interface Seen {
  injection: Injection
  before: readonly TallyOfPlayer[]
  after: readonly TallyOfPlayer[]
  windows: readonly PlayerWindow[]
  /** Matches that were lost so far; those that are lost now are added. */
  lost: Set<string>
}

/** What one time came to, by what the players saw. */
export function makeRepetition({ injection, before, after, windows, lost }: Seen): Repetition {
  const struckIds = new Set(injection.matchIds)
  const struck = windows.filter(({ matchId }) => struckIds.has(matchId))
  const lostNow = new Set(windows.filter(isLost).map(({ matchId }) => matchId))
  for (const matchId of lost) lostNow.delete(matchId)
  for (const matchId of lostNow) lost.add(matchId)
  const whole = struck.filter(({ matchId }) => !lostNow.has(matchId))
  const growths = whole.map(({ playerId }) => growthOf(playerId, before, after))
  return {
    pausesMs: struck.map(({ longestPauseMs }) => longestPauseMs),
    ticksLost: sum([...struckIds].map((id) => ticksLostOf(whole.filter(({ matchId }) => matchId === id)))),
    inputsLost: sum(growths.map(({ lost }) => lost)),
    playersDisconnected: sum(windows.map(({ disconnects }) => disconnects)),
    matchesLost: lostNow.size,
    findings: {
      ...injection.findings,
      stallMs: Math.round(Math.max(0, ...struck.map(({ stallMs }) => stallMs))),
      inputsLate: sum(growths.map(({ late }) => late)),
      inputsReversed: sum(growths.map(({ reversed }) => reversed)),
    },
  }
}

/** Nothing comes any more, or another match in its place. */
function isLost({ hasGoneBack, isOver, isConnected, ticksLost }: PlayerWindow): boolean {
  return hasGoneBack || isOver || !isConnected || ticksLost === null
}

/** All players of a match see the same ticks; those of the quickest line tell most truly when they were made. */
function ticksLostOf(windows: readonly PlayerWindow[]): number {
  return windows.length === 0 ? 0 : Math.min(...windows.map(({ ticksLost }) => ticksLost ?? 0))
}

function growthOf(player: string, before: readonly TallyOfPlayer[], after: readonly TallyOfPlayer[]) {
  const [then, now] = [before, after].map((tallies) => tallies.find(({ playerId }) => playerId === player))
  const growth = (field: 'lost' | 'late' | 'reversed') => (now?.[field] ?? 0) - (then?.[field] ?? 0)
  return { lost: growth('lost'), late: growth('late'), reversed: growth('reversed') }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
