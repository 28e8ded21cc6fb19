import { client } from '../client.ts'
import { useRequest } from '../gathering/use-request.ts'
import { useFriends } from './use-friends.ts'

/** On another player's profile: asks to be friends, answers, or ends it. */
export function FriendButton({ playerId }: { playerId: string }) {
  const { value, again } = useFriends()
  const request = useRequest()
  if (!value || playerId === client.player?.id) return null
  const isIn = (list: readonly { playerId: string }[]) => list.some((other) => other.playerId === playerId)
  const change = (work: () => Promise<unknown>) => void request.run(work).then(again)
  const { friends } = client
  return (
    <div class="friend-button" data-testid="friend-button">
      {isIn(value.friends) ? (
        <>
          <span>Friends</span>
          <button type="button" class="button" onClick={() => change(() => friends.remove(playerId))}>
            End it
          </button>
        </>
      ) : isIn(value.incoming) ? (
        <>
          <span>Wants to be friends</span>
          <button
            type="button"
            class="button button-primary"
            onClick={() => change(() => friends.accept(playerId))}
          >
            Accept
          </button>
          <button type="button" class="button" onClick={() => change(() => friends.decline(playerId))}>
            No
          </button>
        </>
      ) : isIn(value.outgoing) ? (
        <>
          <span>You have asked to be friends</span>
          <button type="button" class="button" onClick={() => change(() => friends.remove(playerId))}>
            Take it back
          </button>
        </>
      ) : (
        <button type="button" class="button" onClick={() => change(() => friends.request(playerId))}>
          Add friend
        </button>
      )}
      {request.complaint && <small role="alert">{request.complaint.detail}</small>}
    </div>
  )
}
