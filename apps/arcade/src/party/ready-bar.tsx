import type { Party } from '@gameserver/client/browser'
import { useEffect, useState } from 'preact/hooks'
import { client } from '../client.ts'
import type { Request } from './use-request.ts'

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

function useSecondsUntil(time: string | null): number | undefined {
  const [nowMs, setNowMs] = useState(Date.now())
  useEffect(() => {
    if (time === null) return
    setNowMs(Date.now())
    const timer = setInterval(() => setNowMs(Date.now()), 250)
    return () => clearInterval(timer)
  }, [time])
  return time === null ? undefined : Math.max(0, Math.ceil((Date.parse(time) - nowMs) / 1000))
}
