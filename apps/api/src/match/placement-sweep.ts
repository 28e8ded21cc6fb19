import { abandonOverdue, findUnplaced, releaseFromRegions } from '@gameserver/storage/match-sweep'
import { type Loop, runEvery } from '../loop/run-every.ts'
import type { Services } from '../services.ts'
import { ForgottenMatches } from './forgotten-matches.ts'

const sweepIntervalMs = 2_000

/** An authority takes a job within milliseconds and opens the room in a few hundred: after this, a job may be lost. */
const unplacedAfterMs = 2_000

/**
 * Passes in which placement knows nothing of a match before it is given out again: ten seconds at least. An owner that lives is
 * connected again within a second of Redis' return, and registers what it has by its next beat.
 */
const forgottenPasses = 6

/**
 * A region in which nobody has room, or is left, for so long will hardly have it soon: playing from afar is better than not at
 * all. Above what a restart of its authorities takes.
 */
const offeredElsewhereAfterMs = 20_000

const limits = {
  /** Players do not wait longer for a room; meanwhile authorities may still be starting. */
  placingMsMax: 120_000,
  /** Above the longest a game can be set to (an hour) and its takeovers: only a match nobody runs gets this old. */
  liveMsMax: 4 * 60 * 60 * 1000,
}

/**
 * Offers matches without a room again, since jobs live in Redis and may be lost: to the authorities of their region first, and
 * after a while to all. Those with a room too, when Redis has forgotten who has them and nobody says so. Gives up on overdue ones.
 */
export function startPlacementSweep(services: Services): Loop {
  const { loopSql, placement, log } = services
  const forgotten = new ForgottenMatches({ sql: loopSql, placement, sightings: forgottenPasses })
  return runEvery({
    name: 'placement sweep',
    intervalMs: sweepIntervalMs,
    log,
    pass: async () => {
      const taken = await releaseUntaken(services)
      for (const job of await findUnplaced(loopSql, unplacedAfterMs))
        if (!taken.has(job.matchId)) await placement.add(job)
      const abandoned = await abandonOverdue(loopSql, limits)
      if (abandoned.length > 0) log.warn({ matches: abandoned.length }, 'overdue matches abandoned')
      // Nobody who takes one would play it, but until then it seems to wait.
      for (const matchId of abandoned) await placement.withdraw({ matchId })
      for (const job of await forgotten.look()) {
        log.warn(job, 'nobody has a match that is being played: others are asked to go on with it')
        await placement.add(job)
      }
      return false
    },
  })
}

/** Returns those that an authority has taken at the last moment: they are not to be offered to others as well. */
async function releaseUntaken({ loopSql, placement, metrics, log }: Services): Promise<Set<string>> {
  const taken = new Set<string>()
  for (const job of await releaseFromRegions(loopSql, offeredElsewhereAfterMs)) {
    const { matchId, game, region } = job
    metrics.matchesOfferedElsewhere.inc({ game, region })
    log.warn({ matchId, game, region }, 'nobody takes a match in its region: it is offered to all')
    if (!(await placement.withdraw(job))) taken.add(matchId)
  }
  return taken
}
