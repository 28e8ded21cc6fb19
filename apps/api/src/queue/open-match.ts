import type { OpenMatch, OpenTeam } from '@gameserver/matchmaking/open-match'
import type { BackfilledMatch } from '@gameserver/storage/backfill'
import type { TeamLimits } from '@gameserver/storage/seats'
import type { PlayableQueue } from './queue-settings.ts'

/** A match that takes newcomers, as the decision sees it. */
export function openMatchOf(queue: PlayableQueue, match: BackfilledMatch): OpenMatch {
  const { id, region, players, properties, leaverIds, startedAtMs } = match
  const untilSeconds = queue.backfill?.untilSeconds ?? Number.POSITIVE_INFINITY
  return {
    ...{ id, properties, leaverIds, players: players.length, teams: openTeams(queue, match) },
    ...(region !== null && { region }),
    meanMu: players.reduce((sum, { mu }) => sum + mu, 0) / players.length,
    openUntilMs: startedAtMs === undefined ? Number.POSITIVE_INFINITY : startedAtMs + untilSeconds * 1000,
  }
}

function openTeams(
  { rules: { shape } }: PlayableQueue,
  { players, playersMax }: BackfilledMatch,
): OpenTeam[] {
  if (shape.kind === 'freeForAll') {
    const free = Math.min(playersMax, shape.playersMax) - players.length
    return [{ seats: Math.max(0, free), muSum: muSumOf(players) }]
  }
  const all = Math.max(0, playersMax - players.length)
  return Array.from({ length: shape.count }, (_, team) => {
    const own = players.filter((player) => player.team === team)
    const taken = (role: string) => own.filter((player) => player.role === role).length
    const roles = Object.entries(shape.roles ?? {}).map(([role, most]) => [
      role,
      Math.max(0, most - taken(role)),
    ])
    return {
      seats: Math.min(all, Math.max(0, shape.size - own.length)),
      muSum: muSumOf(own),
      ...(shape.roles && { roles: Object.fromEntries(roles) }),
    }
  })
}

const muSumOf = (players: BackfilledMatch['players']) => players.reduce((sum, { mu }) => sum + mu, 0)

/** What storage compares with the match's rows before it seats anybody. */
export function teamLimitsOf({ rules: { shape } }: PlayableQueue): TeamLimits | undefined {
  return shape.kind === 'teams' ? { size: shape.size, roles: shape.roles } : undefined
}

/** How many may play at once in a match that is made of so many players, who allow no more than `wishedMax`. */
export function playersMaxOf(
  { rules: { shape }, backfill }: PlayableQueue,
  players: number,
  wishedMax: number,
): number {
  if (shape.kind === 'teams') return shape.count * shape.size
  return Math.max(players, Math.min(backfill?.playersMax ?? shape.playersMax, shape.playersMax, wishedMax))
}
