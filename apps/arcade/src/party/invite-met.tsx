import type { Party } from '@gameserver/client/browser'
import { client } from '../client.ts'
import type { Request } from '../gathering/use-request.ts'
import { metPlayers } from './met-players.ts'

/** Those of the last matches, for whom an invite is a click; and who is invited already. */
export function InviteMet({ party, request }: { party: Party; request: Request }) {
  const isKnown = (id: string) => [...party.members, ...party.invites].some(({ playerId }) => playerId === id)
  const met = metPlayers().filter(({ playerId }) => !isKnown(playerId))
  const isFull = party.members.length >= party.sizeMax
  if (party.isQueued || isFull || (met.length === 0 && party.invites.length === 0)) return null
  return (
    <p class="party-invites">
      {party.invites.map(({ playerId, name }) => (
        <button
          key={playerId}
          type="button"
          title="Invited; take it back"
          onClick={() => void request.run(() => client.party.withdrawInvite(playerId))}
        >
          {name} … ✕
        </button>
      ))}
      {met.map(({ playerId, name }) => (
        <button
          key={playerId}
          type="button"
          data-testid="party-invite"
          title={`Invite ${name}`}
          onClick={() => void request.run(() => client.party.invite(playerId))}
        >
          + {name}
        </button>
      ))}
    </p>
  )
}
