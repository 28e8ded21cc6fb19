import type { Party } from '@gameserver/client/browser'
import { client } from '../client.ts'
import type { Request } from '../gathering/use-request.ts'
import { useSecondsUntil } from '../gathering/use-seconds-until.ts'

/** Saying that one is ready; for the leader, asking the others. */
export function ReadyBar({ party, request }: { party: Party; request: Request }) {
  const own = party.members.find(({ playerId }) => playerId === client.player?.id)
  const left = useSecondsUntil(party.readyCheckEndsAt)
  if (!own || party.members.length < 2 || party.isQueued) return null
  const isAsked = left !== undefined && !own.isReady
  const ready = party.members.filter(({ isReady }) => isReady).length
  return (
    <div class={`ready-bar ${isAsked ? 'is-asked' : ''}`} role="status">
      <span>
        {isAsked ? 'Are you ready?' : `${ready} of ${party.members.length} ready`}
        {left !== undefined && ` · ${left} s`}
      </span>
      <button
        type="button"
        class={`button ${isAsked ? 'button-primary' : ''}`}
        data-testid="party-ready"
        aria-pressed={own.isReady}
        onClick={() => void request.run(() => client.party.setReady(!own.isReady))}
      >
        {own.isReady ? 'Not ready' : 'Ready'}
      </button>
      {client.party.isLeader && left === undefined && (
        <button
          type="button"
          class="button"
          data-testid="party-ready-check"
          onClick={() => void request.run(() => client.party.startReadyCheck())}
        >
          Ask all
        </button>
      )}
    </div>
  )
}
