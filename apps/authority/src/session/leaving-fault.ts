import type { LeavingFault } from '@gameserver/storage/cooldowns'
import type { Member } from './roster.ts'
import { isLive } from './session.ts'

type Leaver = Pick<Member, 'hasPlayed' | 'session'>

/**
 * In what a player who is about to lose the seat lets the others down. Undefined: in nothing, as when there is nobody left to
 * play with. Where what was before a takeover is not known, nobody can tell who had come, nor blame those who do not come again.
 */
export function leavingFault(
  leaver: Leaver,
  members: Iterable<Leaver>,
  { isAllKnown, hasBegun }: { isAllKnown: boolean; hasBegun: boolean },
): LeavingFault | undefined {
  if (!leaver.hasPlayed) return isAllKnown ? 'no_show' : undefined
  const others = [...members].filter((member) => member !== leaver && isLive(member.session))
  // When it has begun, who has not come is waited for no more.
  return others.some(({ hasPlayed }) => hasPlayed || !hasBegun) ? 'left' : undefined
}
