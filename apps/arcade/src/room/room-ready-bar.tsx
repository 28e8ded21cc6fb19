import type { Room } from '@gameserver/client/browser'
import { client } from '../client.ts'
import { ReadyBar } from '../gathering/ready-bar.tsx'
import type { Request } from '../gathering/use-request.ts'

/** For the host, also asking the others, and the start. */
export function RoomReadyBar({ room, request }: { room: Room; request: Request }) {
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
  const areOthersReady = players.every(({ playerId, isReady }) => isReady || playerId === room.hostId)
  return (
    <ReadyBar
      place="room"
      isReady={own.isReady}
      checkEndsAt={room.readyCheckEndsAt}
      state={
        missing > 0
          ? `${missing} more ${missing === 1 ? 'player is' : 'players are'} needed`
          : `${ready} of ${players.length} ready`
      }
      onReady={(isReady) => void request.run(() => client.room.ready(isReady))}
    >
      {client.room.isHost && (
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
    </ReadyBar>
  )
}
