import type { AnyGame } from '@gameserver/engine'
import { findBotMind } from '@gameserver/games/find-games.ts'
import { rehearse } from '@gameserver/games/rehearse.ts'
import type { Logger } from 'pino'
import type { WorkNote } from '../supervisor/work-note.ts'
import { Allowance } from './allowance.ts'
import { RehearsedMatch } from './rehearsed-match.ts'

/** By then V8 has compiled all that a tick calls: bots that stop at a quarter of this are slow in their first second. */
const ticksMax = 900

export interface WarmUp {
  games: readonly AnyGame[]
  /** Where the games' bots are; the one that comes with the games package unless told. */
  folder: string | undefined
  /** Of CPU, for all games together; 0: none is rehearsed. */
  cpuMs: number
  /** On the clock, where others take so much of the CPU that this lasts. */
  wallMs: number
  /** Of a core, as which the CPU time is spent; 1 unless told. */
  cpuShare?: number
  log: Logger
  /** Where it is noted which game is being rehearsed. */
  work?: WorkNote | undefined
}

/**
 * Rehearses each game, so that the first match of a fresh process is no slower than its second, and the first one that it takes
 * over is there as soon: without that, inputs of its first two seconds are answered up to 0.2 s later. A game that throws is told of
 * and left to its matches.
 */
export async function warmUp({ games, folder, cpuMs, wallMs, cpuShare, log, work }: WarmUp): Promise<void> {
  if (cpuMs === 0) return
  const whole = new Allowance(cpuMs, wallMs, cpuShare)
  const ticks: Record<string, number> = {}
  for (const [index, game] of games.entries()) {
    if (whole.isSpent) break
    const allowance = whole.share(games.length - index)
    try {
      ticks[game.id] = await rehearseWithin(allowance, game, folder, work)
    } catch (error) {
      log.warn({ err: error, game: game.id }, 'game not rehearsed to the end: it threw')
    }
  }
  log.info({ tookMs: Math.round(whole.wallMs), cpuMs: Math.round(whole.cpuMs), ticks }, 'warmed up')
}

async function rehearseWithin(
  allowance: Allowance,
  game: AnyGame,
  folder: string | undefined,
  work: WorkNote | undefined,
): Promise<number> {
  work?.write({ game: game.id })
  const mind = await findBotMind(game.id, folder).finally(() => work?.clear())
  // What else happens between two ticks is none of the game's.
  const noted: <T>(run: () => T) => T = work?.on({ game: game.id }) ?? ((run) => run())
  const authority = noted(() => new RehearsedMatch(game))
  let made = 0
  try {
    const ticks = rehearse({ game, mind, authority })
    while (made < ticksMax && !allowance.isSpent) {
      const { done, value } = noted(() => ticks.next())
      if (done) break
      made = value
      // Whoever waits for a sign of life hears one, and the way into a room is gone beside this.
      await allowance.rest()
    }
    if (authority.error !== undefined) throw authority.error
    return made
  } finally {
    authority.stop()
  }
}
