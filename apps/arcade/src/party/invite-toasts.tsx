import { client } from '../client.ts'
import { useRequest } from '../gathering/use-request.ts'
import { useParty } from './use-party.ts'

/** Who wants the player in their party. Accepting leaves the present one. */
export function InviteToasts() {
  const { party, invites } = useParty()
  const { complaint, isUnderWay, run } = useRequest()
  if (invites.length === 0 && !complaint) return null
  return (
    <aside class="toasts" aria-label="Invites">
      {invites.slice(0, 3).map(({ partyId, invitedBy, members }) => (
        <div key={partyId} class="toast" role="alert" data-testid="party-toast">
          <p>
            <span>
              <b>{invitedBy.name}</b> invites you to a party
            </span>
            {members.length > 1 && <small>with {members.join(', ')}</small>}
          </p>
          <button
            type="button"
            class="button button-primary"
            data-testid="party-accept"
            disabled={isUnderWay}
            onClick={() => void run(() => client.party.accept(partyId, { leaveCurrent: true }))}
          >
            {party ? 'Leave mine and join' : 'Join'}
          </button>
          <button
            type="button"
            class="button"
            disabled={isUnderWay}
            onClick={() => void run(() => client.party.decline(partyId))}
          >
            No
          </button>
        </div>
      ))}
      {complaint && (
        <p class="toast" role="alert">
          {complaint.detail}
        </p>
      )}
    </aside>
  )
}
