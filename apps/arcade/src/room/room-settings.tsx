import type { Room } from '@gameserver/client/browser'
import { useState } from 'preact/hooks'
import { client } from '../client.ts'
import { playableGame } from '../games.ts'
import { useRequest } from '../gathering/use-request.ts'
import { type RoomDraft, RoomFields, wishOf } from './room-fields.tsx'

/** For the host: what the room is. */
export function RoomSettings({ room }: { room: Room }) {
  const { isUnderWay, complaint, run } = useRequest()
  const [draft, setDraft] = useState<RoomDraft>({
    name: room.name,
    isPrivate: room.visibility === 'private',
    password: '',
    seatsMax: room.seatsMax,
  })
  const most = Math.min(64, playableGame(room.game)?.game.players.max ?? room.seatsMax)
  const save = async () => {
    await client.room.update({
      ...wishOf(draft),
      ...(draft.seatsMax !== undefined && { seatsMax: draft.seatsMax }),
    })
    setDraft({ ...draft, password: '' })
  }
  const submit = (event: Event) => {
    event.preventDefault()
    void run(save)
  }
  return (
    <details class="panel room-settings">
      <summary>
        <h2>Settings</h2>
      </summary>
      <form class="room-form" onSubmit={submit}>
        <RoomFields
          draft={draft}
          limits={{ min: room.seatsMin, max: most }}
          passwordHint={room.hasPassword ? 'as it is' : 'none'}
          onChange={setDraft}
        />
        <button type="submit" class="button" data-testid="room-save" disabled={isUnderWay}>
          Save
        </button>
        {room.hasPassword && (
          <button
            type="button"
            class="button"
            disabled={isUnderWay}
            onClick={() => void run(() => client.room.update({ password: null }))}
          >
            No password
          </button>
        )}
        {complaint && (
          <p class="party-complaint" role="alert">
            {complaint.title}: {complaint.detail}
          </p>
        )}
      </form>
    </details>
  )
}
