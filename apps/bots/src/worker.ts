import { setMaxListeners } from 'node:events'
import { Histogram } from '@gameserver/client'
import { closeNodeClients } from '@gameserver/client/node'
import type { AnyGame } from '@gameserver/engine'
import { findBotMind, findGames } from '@gameserver/games/find-games.ts'
import { mindFor } from '@gameserver/games/mind-for.ts'
import { Bot } from './bot.ts'
import type { Assignment, FromWorker, PlayerReport, Progress, ToWorker } from './messages.ts'
import { pause } from './pause.ts'
import { warmUp } from './warm-up.ts'

/** Finer than a tick, so that inputs are sampled close to when they are due. */
const advanceIntervalMs = 2
const progressIntervalMs = 500

/** Between the matches of a bot that plays on, long enough to read the scores. */
const restMs = 3_000

/** Runs some of the bots in a process of its own and does what the command says. */
export function runWorker(): void {
  const finish = new AbortController()
  // All bots of the process listen to it; Node takes more than ten listeners for a leak.
  setMaxListeners(0, finish.signal)
  // Ctrl-C reaches all processes of a terminal; the command decides when the bots leave.
  process.on('SIGINT', () => {})
  process.once('disconnect', () => finish.abort())
  process.on('message', (message: ToWorker) => {
    if (message.type === 'finish') finish.abort()
    else void play(message, finish.signal)
  })
}

async function play(assignment: Assignment, finish: AbortSignal): Promise<void> {
  const games = await findGames()
  const game = games.find(({ id }) => id === assignment.game) as AnyGame
  const mind = await findBotMind(game.id)
  warmUp(game, mind)
  const bots = Array.from(
    { length: assignment.players },
    (_, index) => new Bot(assignment.apiUrl, game, mindFor(game, mind), assignment.firstNumber + index),
  )
  const counts = { done: 0 }
  const ticking = setInterval(() => {
    const nowMs = performance.now()
    for (const bot of bots) bot.advance(nowMs)
  }, advanceIntervalMs)
  const reporting = setInterval(
    () => tell({ type: 'progress', progress: progressOf(bots, counts) }),
    progressIntervalMs,
  )
  try {
    const playing = bots.map((bot) => playMatches(bot, assignment, finish, counts))
    const reports = (await Promise.all(playing)).filter((report) => report !== undefined)
    tell({ type: 'finished', reports, persisted: await persistedResults(bots, reports) })
  } catch (error) {
    tell({ type: 'failed', reason: (error as Error).message })
  } finally {
    clearInterval(ticking)
    clearInterval(reporting)
    await closeNodeClients()
    process.disconnect?.()
  }
}

async function playMatches(
  bot: Bot,
  { playersPerMatch, withPeople }: Assignment,
  finish: AbortSignal,
  counts: { done: number },
): Promise<PlayerReport | undefined> {
  await bot.login()
  if (withPeople) return playWithPeople(bot, playersPerMatch, finish)
  const report = await bot.play(
    { playersMin: playersPerMatch, playersMax: playersPerMatch, withPeople },
    finish,
  )
  counts.done++
  return report
}

/** Match after match. What goes wrong in one (a person's server is restarted, say) does not end the evening. */
async function playWithPeople(bot: Bot, bots: number, finish: AbortSignal): Promise<undefined> {
  // One player more than there are bots: they wait until somebody joins them instead of starting without.
  const engagement = { playersMin: bots + 1, withPeople: true }
  while (!finish.aborted) {
    try {
      await bot.play(engagement, finish)
    } catch (error) {
      process.stderr.write(`bots: ${(error as Error).message}\n`)
    }
    await pause(restMs, finish)
  }
}

/** Each match is looked up by one of the bots that played in it. */
async function persistedResults(bots: readonly Bot[], reports: readonly PlayerReport[]): Promise<string[]> {
  const matchIds = [...new Set(reports.map(({ matchId }) => matchId))]
  const looks = matchIds.map(async (matchId) => {
    const witness = bots.find(({ runningPhase }) => runningPhase?.matchId === matchId)
    return (await witness?.seesResult(matchId)) ? [matchId] : []
  })
  return (await Promise.all(looks)).flat()
}

function progressOf(bots: readonly Bot[], counts: { done: number }): Progress {
  const nowMs = performance.now()
  const playing = bots.filter(({ isPlaying }) => isPlaying)
  const phases = playing.map(({ runningPhase }) => runningPhase).filter((phase) => phase !== undefined)
  const latency = new Histogram()
  for (const phase of phases) latency.merge(new Histogram(phase.newInputToStateCounts()))
  const rates = phases.map((phase) => phase.ticksPerSecond(nowMs)).filter(Number.isFinite)
  return {
    waiting: bots.length - playing.length - counts.done,
    playing: playing.length,
    done: counts.done,
    ticksPerSecondMin: rates.length > 0 ? Math.min(...rates) : null,
    inputToStateCounts: [...latency.counts],
  }
}

function tell(message: FromWorker): void {
  process.send?.(message)
}
