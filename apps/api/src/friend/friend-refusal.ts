import { blocksMax, friendRequestsMax, friendsMax } from '@gameserver/protocol/friend'
import { badBody, Refusal } from '../http/refusal.ts'

/** What storage refuses a change between two players with, and how that is answered. */
const refusals = {
  unknown_player: [404, 'There is no such player'],
  request_gone: [404, 'There is no such request, or no longer'],
  blocked: [403, 'One of the two has blocked the other'],
  too_many_friends: [409, `One of the two has ${friendsMax} friends`],
  too_many_open_requests: [409, `The player, or the other one, has ${friendRequestsMax} open requests`],
  too_many_blocks: [409, `The player has blocked ${blocksMax} others`],
} as const

export function friendRefusal(code: keyof typeof refusals): Refusal {
  const [status, detail] = refusals[code]
  return new Refusal(status, code, detail)
}

/** Nobody is his own friend. */
export function refuseSelf(playerId: string, otherId: string): void {
  if (playerId === otherId) throw badBody([{ path: 'playerId', message: 'must be another player' }])
}
