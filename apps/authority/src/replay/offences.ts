import type { MessageInitShape } from '@bufbuild/protobuf'
import type { AnyGame, MatchAuthority } from '@gameserver/engine'
import type { OffenceSchema } from '@gameserver/protocol/generated/gameserver/v1/journal_pb'
import type { Roster } from '../session/roster.ts'

export interface Offence {
  readonly slot: number
  readonly reason: string
  readonly count: number
}

/** How often players broke which rule, under former owners and this one, for who takes the match over. */
export function offencesSoFar(
  roster: Roster,
  play: MatchAuthority<AnyGame>,
  earlier: readonly Offence[],
): MessageInitShape<typeof OffenceSchema>[] {
  return [...roster.members].flatMap(({ slot }) =>
    Object.entries(countsOf(slot, play, earlier)).map(([reason, count]) => ({ slot, reason, count })),
  )
}

/** How often players broke which rule, by player and reason: where nothing is refused, this is all that is held against them. */
export function offencesOf(
  roster: Roster,
  play: MatchAuthority<AnyGame>,
  earlier: readonly Offence[] = [],
): Record<string, Record<string, number>> {
  return Object.fromEntries(
    [...roster.members]
      .map(({ playerId, slot }) => [playerId, countsOf(slot, play, earlier)] as const)
      .filter(([, counts]) => Object.keys(counts).length > 0),
  )
}

function countsOf(
  slot: number,
  play: MatchAuthority<AnyGame>,
  earlier: readonly Offence[],
): Record<string, number> {
  const counts: Record<string, number> = Object.fromEntries(play.rejectionsOf(slot))
  for (const { slot: of, reason, count } of earlier)
    if (of === slot) counts[reason] = (counts[reason] ?? 0) + count
  return counts
}
