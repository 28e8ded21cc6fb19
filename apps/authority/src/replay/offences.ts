import type { AnyGame, MatchAuthority } from '@gameserver/engine'
import type { Roster } from '../session/roster.ts'

/** How often players broke which rule, by player and reason: where nothing is refused, this is all that is held against them. */
export function offencesOf(
  roster: Roster,
  play: MatchAuthority<AnyGame>,
): Record<string, Record<string, number>> {
  return Object.fromEntries(
    [...roster.members]
      .map(({ playerId, slot }) => [playerId, Object.fromEntries(play.rejectionsOf(slot))] as const)
      .filter(([, counts]) => Object.keys(counts).length > 0),
  )
}
