import { type SpectatorTerms, spectatorTermsSchema } from '@gameserver/protocol/spectate'
import type { WatchableMatch, WatchedOrigin } from '@gameserver/storage/spectating'
import { Refusal } from '../http/refusal.ts'

/** By which terms the player may watch the match now. Throws the refusal. */
export function termsFor(match: WatchableMatch, code: string | undefined): SpectatorTerms {
  const terms = termsOf(match)
  if (match.isPlayer) throw new Refusal(409, 'in_match', 'Who plays in a match does not watch it')
  if (terms === undefined) throw notWatchable('This game is not watched')
  if (match.origin) refuseOrigin(match.origin, code)
  refuseMoment(match, terms)
  return terms
}

/** Undefined: nobody may watch the game, or not one of its matches is played by our authorities. */
export function termsOf({ terms }: { terms: unknown }): SpectatorTerms | undefined {
  return spectatorTermsSchema.safeParse(terms).data
}

function refuseOrigin(origin: WatchedOrigin, code: string | undefined): void {
  const { allowsSpectators, visibility, hasPassword, isMember, isBanned } = origin
  if (!allowsSpectators) throw notWatchable('The room of this match has no spectators')
  if (isBanned) throw notWatchable('The host has put the player out of the room')
  if (isMember) return
  if (hasPassword) throw notWatchable('For members of its room, which has a password')
  if (visibility === 'private' && code !== origin.code)
    throw notWatchable('For members of its room, and those who know its code')
}

/** Who comes back while the end is still to be shown, a delay later, is let in. */
function refuseMoment({ status, endedSecondsAgo, isWatched }: WatchableMatch, terms: SpectatorTerms): void {
  if (status === 'placing' || status === 'waiting')
    throw new Refusal(409, 'not_started', 'The match has not begun', { retryAfterSeconds: 1 })
  const isBeingShown = isWatched && endedSecondsAgo !== null && endedSecondsAgo < terms.delaySeconds
  if (status !== 'running' && !isBeingShown) throw new Refusal(409, 'match_over', 'The match is over')
}

const notWatchable = (detail: string) => new Refusal(403, 'not_watchable', detail)
