import { Refusal } from '../http/refusal.ts'

/** What storage refuses a change of a party with, and how that is answered. */
const refusals = {
  not_in_party: [404, 'The player is in no party'],
  unknown_code: [404, 'No party has this code'],
  invite_gone: [404, 'There is no such invite, or no longer'],
  unknown_player: [404, 'There is no such player'],
  blocked: [403, 'One of the two has blocked the other'],
  not_member: [404, 'There is no such other member of the party'],
  not_leader: [403, 'Only the leader of the party may'],
  in_another_party: [409, 'The player is in another party'],
  party_full: [409, 'The party has as many members as it can have'],
  party_in_queue: [409, 'The party waits in a queue; leave that first'],
  already_member: [409, 'The player is a member already'],
  too_many_invites: [409, 'The party, or the player, has too many open invites'],
  ready_check_under_way: [409, 'A ready check is under way already'],
} as const satisfies Record<string, readonly [number, string]>

export type PartyRefusal = keyof typeof refusals

/** Lets the party through, and throws what stands in for it otherwise. */
export function unlessRefused<Outcome>(outcome: Outcome | PartyRefusal): Exclude<Outcome, PartyRefusal> {
  if (typeof outcome !== 'string' || !(outcome in refusals)) return outcome as Exclude<Outcome, PartyRefusal>
  const [status, detail] = refusals[outcome as PartyRefusal]
  throw new Refusal(status, outcome, detail)
}
