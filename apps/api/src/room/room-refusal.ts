import { Refusal } from '../http/refusal.ts'

/** What storage refuses a change of a room with, and how that is answered. */
const refusals = {
  not_in_room: [404, 'The player is not in this room, or in none'],
  unknown_room: [404, 'There is no such room, or it is private'],
  not_member: [404, 'There is no such other member of the room'],
  not_in_party: [404, 'The player is in no party'],
  not_host: [403, 'Only the host of the room may'],
  not_leader: [403, 'Only the leader of the party may'],
  kicked: [403, 'The host has put the player, or a member of the party, out of this room'],
  wrong_password: [403, 'The room has another password'],
  in_room: [409, 'The player, or a member of the party, is in another room'],
  in_match: [409, 'The player, or a member of the party, is in a match; leave that first'],
  already_queued: [409, 'The player, or a member of the party, waits in a queue; leave that first'],
  room_full: [409, 'The room has not as many free seats'],
  room_ended: [409, 'The room is over'],
  room_running: [409, 'The match of the room runs'],
  wrong_version: [409, 'The room is for players of another version of the game'],
  no_spectators: [409, 'The room has no spectators'],
  is_spectator: [409, 'A spectator has no seat'],
  not_ready: [409, 'Not all players have said that they are ready'],
  too_few_players: [409, 'The room has fewer players than it takes'],
  ready_check_under_way: [409, 'A ready check is under way already'],
  seats_taken: [409, 'The room has more players than that'],
  seats_below_least: [409, 'It takes more players than that to start'],
} as const satisfies Record<string, readonly [number, string]>

export type RoomRefusal = keyof typeof refusals

/** Lets the room through, and throws what stands in for it otherwise. */
export function unlessRefused<Outcome>(outcome: Outcome | RoomRefusal): Exclude<Outcome, RoomRefusal> {
  if (typeof outcome !== 'string' || !(outcome in refusals)) return outcome as Exclude<Outcome, RoomRefusal>
  throw refusalOf(outcome as RoomRefusal)
}

export function refusalOf(code: RoomRefusal): Refusal {
  const [status, detail] = refusals[code]
  return new Refusal(status, code, detail)
}
