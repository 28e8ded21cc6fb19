import { setImmediate as eventLoop } from 'node:timers/promises'
import type { AnyGame } from '@gameserver/engine'
import { findBotMind } from '@gameserver/games/find-games.ts'
import { rehearse } from '@gameserver/games/rehearse.ts'
import type { Logger } from 'pino'
import type { WorkNote } from '../supervisor/work-note.ts'
import { RehearsedMatch } from './rehearsed-match.ts'

/** By then V8 has compiled all that a tick calls: bots that stop at a quarter of this are slow in their first second. */
const ticksMax = 900

export interface WarmUp {
  games: readonly AnyGame[]
  /** Where the games' bots are; the one that comes with the games package unless told. */
  folder: string | undefined
  /** For all games together; 0: none is rehearsed. */
  timeMs: number
  log: Logger
  /** Where it is noted which game is being rehearsed. */
  work?: WorkNote | undefined
}

/**
 * Rehearses each game, so that the first match of a fresh process is no slower than its second: without that, inputs of its first
 * two seconds are answered up to 0.2 s later. A game that throws is told of and left to its matches.
 */
export async function warmUp({ games, folder, timeMs, log, work }: WarmUp): Promise<void> {
  if (timeMs === 0) return
  const beganMs = performance.now()
  const ticks: Record<string, number> = {}
  for (const [index, game] of games.entries()) {
    const leftMs = beganMs + timeMs - performance.now()
    if (leftMs <= 0) break
    work?.write({ game: game.id })
    try {
      ticks[game.id] = await rehearseFor(leftMs / (games.length - index), game, folder)
    } catch (error) {
      log.warn({ err: error, game: game.id }, 'game not rehearsed to the end: it threw')
    }
    work?.clear()
    // Who waits for a sign of life hears one between two games.
    await eventLoop()
  }
  log.info({ tookMs: Math.round(performance.now() - beganMs), ticks }, 'warmed up')
}

async function rehearseFor(timeMs: number, game: AnyGame, folder: string | undefined): Promise<number> {
  const mind = await findBotMind(game.id, folder)
  const untilMs = performance.now() + timeMs
  const authority = new RehearsedMatch(game)
  try {
    const isTimeUp = () => performance.now() >= untilMs
    const ticks = rehearse({ game, mind, authority, ticksMax, isTimeUp })
    if (authority.error !== undefined) throw authority.error
    return ticks
  } finally {
    authority.stop()
  }
}
