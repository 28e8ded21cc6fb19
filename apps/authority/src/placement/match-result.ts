import type { Logger } from 'pino'
import type { Match } from '../tick/match.ts'
import type { MatchEnding } from '../tick/match-effects.ts'
import type { KeptLedger } from './kept-ledger.ts'
import type { MatchRecord } from './match-record.ts'

/** Writes how the match ended, however long that takes; returns what came of it, for the log. */
export async function writeEnding(
  ending: MatchEnding,
  { match, record, ledger, log }: { match: Match; record: MatchRecord; ledger: KeptLedger; log: Logger },
): Promise<string> {
  const abandon = async (reason: string) =>
    (await record.abandon(reason)) ? 'abandoned' : 'not ours to abandon'
  if (ending.outcome === 'abandoned') return abandon(ending.reason)
  const { reason, metadata, standings } = ending
  if (!standings.every(({ score }) => Number.isFinite(score))) {
    log.error({ standings }, "the game's scores are no numbers: match abandoned")
    return abandon('game_error')
  }
  const members = [...match.roster.members]
  const playerBySlot = new Map(members.map(({ slot, playerId }) => [slot, playerId]))
  const played = members.filter(({ hasPlayed }) => hasPlayed || !match.isAllKnown)
  const scores = standings.flatMap(({ slot, score, rank }) => {
    const playerId = playerBySlot.get(slot)
    return playerId === undefined ? [] : [{ playerId, score, rank }]
  })
  const playedIds = played.map(({ playerId }) => playerId)
  const kept = ledger.closeAll()
  return (await record.commit({ reason, scores, playedIds, metadata, kept })) ?? 'refused'
}

/** A stack of the ten calls that Node keeps, and far less than a reliable packet holds. */
const faultCharactersMax = 3_000

/** What the game threw, if that ended the match. */
export function faultOf(ending: MatchEnding): string | undefined {
  if (ending.outcome !== 'abandoned' || ending.error === undefined) return undefined
  const { error } = ending
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return text.slice(0, faultCharactersMax)
}
