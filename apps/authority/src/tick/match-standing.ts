import { offencesSoFar } from '../replay/offences.ts'
import { phases } from '../transport/authority-event.ts'
import type { MatchOrigin } from './match-origin.ts'
import type { MatchCore, MatchParts } from './match-parts.ts'

export type MatchStanding = ReturnType<typeof standingOf>

/** All that a successor must know besides the state. A match that has ended, and whose result is not written, ends again there. */
export function standingOf(
  { phase }: Pick<MatchCore, 'phase'>,
  { roster, play, gate, seating, reception, ticks, review }: MatchParts,
  { numbersSinceEpoch, offences }: Pick<MatchOrigin, 'numbersSinceEpoch' | 'offences'>,
  nowMs: number,
) {
  const members = roster.standing(nowMs)
  return {
    phase: phases[phase === 'ended' && play.tick > 0 ? 'running' : phase],
    members: members.map((member) => {
      return { ...member, commandRefusals: reception.commands.refusalsOf(member.slot) }
    }),
    departedScores: [...seating.departedScores].map(([slot, score]) => ({ slot, score })),
    numbersSinceEpoch,
    ticksSkipped: ticks.skippedTotal,
    joinWindowLeftMs: review.joinWindowLeftMs(nowMs),
    playedSeconds: roster.playedSeconds(nowMs),
    ...(review.isOpen !== undefined && { isOpen: review.isOpen }),
    ranMs: ticks.ranMs(nowMs),
    conducts: gate.conducts(nowMs),
    offences: offencesSoFar(roster, play, offences),
  }
}
