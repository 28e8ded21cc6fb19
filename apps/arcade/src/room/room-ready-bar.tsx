import type { Room } from '@gameserver/client/browser'
import { client } from '../client.ts'
import type { Request } from '../gathering/use-request.ts'
import { useSecondsUntil } from '../gathering/use-seconds-until.ts'

/** Saying that one is ready; for the host, asking the others, and the start. */
export function RoomReadyBar({ room, request }: { room: Room; request: Request }) {
  const left = useSecondsUntil(room.readyCheckEndsAt)
  const players = room.members.filter(({ role }) => role === 'player')
  const own = players.find(({ playerId }) => playerId === client.player?.id)
  const ready = players.filter(({ isReady }) => isReady).length
  const missing = room.seatsMin - players.length
  if (!own) {
    return (
      <div class="ready-bar" role="status">
        <span>You look on. The match is shown to you as soon as it runs.</span>
      </div>
    )
  }
  const isAsked = left !== undefined && !own.isReady
  const areOthersReady = players.every(({ playerId, isReady }) => isReady || playerId === room.hostId)
  return (
    <div class={`ready-bar ${isAsked ? 'is-asked' : ''}`} role="status">
      <span data-testid="room-state">
        {isAsked
          ? 'Are you ready?'
          : missing > 0
            ? `${missing} more ${missing === 1 ? 'player is' : 'players are'} needed`
            : `${ready} of ${players.length} ready`}
        {left !== undefined && ` · ${left} s`}
      </span>
      <button
        type="button"
        class={`button ${isAsked ? 'button-primary' : ''}`}
        data-testid="room-ready"
        aria-pressed={own.isReady}
        onClick={() => void request.run(() => client.room.ready(!own.isReady))}
      >
        {own.isReady ? 'Not ready' : 'Ready'}
      </button>
      {client.room.isHost && left === undefined && (
        <>
          <button
            type="button"
            class="button"
            data-testid="room-ready-check"
            disabled={missing > 0}
            onClick={() => void request.run(() => client.room.startReadyCheck())}
          >
            Ask all
          </button>
          <button
            type="button"
            class="button button-primary"
            data-testid="room-start"
            disabled={missing > 0 || !areOthersReady}
            onClick={() => void request.run(() => client.room.start())}
          >
            Start
          </button>
        </>
      )}
    </div>
  )
}
