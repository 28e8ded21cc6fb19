import type { FriendRequests, Friends } from '@gameserver/client/browser'
import { useEffect } from 'preact/hooks'
import { type Asked, useAsked } from '../asked/use-asked.ts'
import { client } from '../client.ts'
import { enter } from '../login/enter.ts'

export interface KnownFriends extends FriendRequests {
  friends: Friends['friends']
}

/** All one can have. */
const friendsMax = 500

/** The player's friends, and who wants to be one. */
export function useFriends(): Asked<KnownFriends> {
  const asked = useAsked('friends', async () => {
    await enter(undefined)
    const [{ friends }, requests] = await Promise.all([
      client.friends.list({ limit: friendsMax }),
      client.friends.requests(),
    ])
    return { friends, ...requests }
  })
  const { again } = asked
  useEffect(() => {
    const kinds = ['friend.requested', 'friend.accepted', 'friend.removed', 'reset'] as const
    const ends = kinds.map((kind) => client.live.on(kind, again))
    return () => {
      for (const end of ends) end()
    }
  }, [again])
  return asked
}
