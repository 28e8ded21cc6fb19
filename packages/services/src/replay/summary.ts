import type { AnyGame, Replay } from '@gameserver/engine'

/** What a replay is of, as plain JSON. */
export function summaryOf(replay: Replay<AnyGame>) {
  const { matchId, startedAt, game, version, tickRate, seats, settings, players, part = 1 } = replay.header
  const { startTick, endTick, chunks, isComplete, headHash, scores } = replay
  return {
    matchId,
    startedAt,
    game,
    version,
    tickRate,
    seats,
    settings,
    players,
    part,
    startTick,
    endTick,
    seconds: seconds(endTick, tickRate),
    chunks,
    isComplete,
    hash: headHash,
    scores,
  }
}

export function describeSummary(summary: ReturnType<typeof summaryOf>): string {
  const { game, version, matchId, startedAt, players, part, isComplete, hash, chunks, endTick, scores } =
    summary
  const from = part === 1 ? '' : `, part ${part}, from tick ${summary.startTick}`
  const names = new Map(players.map(({ slot, name }) => [slot, name]))
  return [
    `${game} ${version}, match ${matchId}, started ${startedAt}${from}`,
    `${summary.seconds} s, ${endTick} ticks, ${chunks} chunks${isComplete ? '' : ', cut off'}; hash ${hash}`,
    `players: ${players.map(({ slot, name }) => `${slot} ${name}`).join(', ') || 'not told'}`,
    ...(scores ?? []).map(
      ({ rank, slot, score }) => `${rank}. ${names.get(slot) ?? `slot ${slot}`}: ${score}`,
    ),
  ].join('\n')
}

/** Since the match began, to a hundredth. */
export function seconds(tick: number, tickRate: number): number {
  return Math.round((tick * 100) / tickRate) / 100
}
