import { PlayerLink } from '../address/link.tsx'
import { Answer } from '../asked/answer.tsx'
import { client } from '../client.ts'
import { useRequest } from '../gathering/use-request.ts'
import { FindPlayer } from './find-player.tsx'
import { useFriends } from './use-friends.ts'

/** On the own profile: whom the player knows, and who is to be answered. */
export function FriendsPanel() {
  const asked = useFriends()
  const request = useRequest()
  const change = (work: () => Promise<unknown>) => void request.run(work).then(asked.again)
  return (
    <section class="panel profile-friends" aria-label="Friends" data-testid="friends">
      <Answer asked={asked} waiting="Looking up your friends…">
        {({ friends, incoming, outgoing }) => (
          <>
            <h2>Friends{friends.length > 0 && ` ${friends.length}`}</h2>
            <ul class="friends">
              {incoming.map(({ playerId, name }) => (
                <li key={playerId} class="is-asking">
                  <span>
                    <PlayerLink playerId={playerId} name={name} /> <small>wants to be friends</small>
                  </span>
                  <button type="button" onClick={() => change(() => client.friends.accept(playerId))}>
                    Accept
                  </button>
                  <button type="button" onClick={() => change(() => client.friends.decline(playerId))}>
                    No
                  </button>
                </li>
              ))}
              {friends.map(({ playerId, name }) => (
                <li key={playerId}>
                  <PlayerLink playerId={playerId} name={name} />
                </li>
              ))}
              {outgoing.map(({ playerId, name }) => (
                <li key={playerId}>
                  <span>
                    <PlayerLink playerId={playerId} name={name} /> <small>has not answered yet</small>
                  </span>
                </li>
              ))}
            </ul>
            {friends.length + incoming.length + outgoing.length === 0 && (
              <p class="profile-none">Nobody yet. Find players by name, or on the leaderboards.</p>
            )}
          </>
        )}
      </Answer>
      {request.complaint && (
        <p class="party-complaint" role="alert">
          {request.complaint.detail}
        </p>
      )}
      <FindPlayer />
    </section>
  )
}
