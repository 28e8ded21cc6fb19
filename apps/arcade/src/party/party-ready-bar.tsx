import type { Party } from '@gameserver/client/browser'
import { client } from '../client.ts'
import { ReadyBar } from '../gathering/ready-bar.tsx'
import type { Request } from '../gathering/use-request.ts'

/** For the leader, also asking the others. */
export function PartyReadyBar({ party, request }: { party: Party; request: Request }) {
  const own = party.members.find(({ playerId }) => playerId === client.player?.id)
  if (!own || party.members.length < 2 || party.isQueued) return null
  const ready = party.members.filter(({ isReady }) => isReady).length
  return (
    <ReadyBar
      place="party"
      isReady={own.isReady}
      checkEndsAt={party.readyCheckEndsAt}
      state={`${ready} of ${party.members.length} ready`}
      onReady={(isReady) => void request.run(() => client.party.setReady(isReady))}
    >
      {client.party.isLeader && (
        <button
          type="button"
          class="button"
          data-testid="party-ready-check"
          onClick={() => void request.run(() => client.party.startReadyCheck())}
        >
          Ask all
        </button>
      )}
    </ReadyBar>
  )
}
