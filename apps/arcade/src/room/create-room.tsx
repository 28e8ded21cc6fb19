import { useState } from 'preact/hooks'
import { client } from '../client.ts'
import { type PlayableGame, usePlayableGames } from '../games.ts'
import { useRequest } from '../gathering/use-request.ts'
import { enter } from '../login/enter.ts'
import { settings } from '../settings/settings.ts'
import { type RoomDraft, RoomFields, wishOf } from './room-fields.tsx'

/** As a room's own game has it, unless there are fewer wanted. */
const seatsUsual = 8

/** A room with the player as its host. */
export function CreateRoom({ playable }: { playable: PlayableGame }) {
  const games = usePlayableGames().filter(({ game }) => game.players.max >= 2)
  const [gameId, setGameId] = useState(playable.game.id)
  const { isUnderWay, complaint, run } = useRequest()
  const game = (games.find((one) => one.game.id === gameId) ?? games[0])?.game
  const [draft, setDraft] = useState<RoomDraft>({
    name: '',
    isPrivate: false,
    password: '',
    seatsMax: undefined,
  })
  if (!game) return null
  const limits = { min: Math.max(2, game.players.min), max: Math.min(64, game.players.max) }
  const usual = Math.min(limits.max, seatsUsual)

  const create = async () => {
    await enter(settings().name || undefined)
    await client.room.create({
      game: game.id,
      gameVersion: game.version,
      ...wishOf(draft),
      seatsMax: Math.min(limits.max, Math.max(limits.min, draft.seatsMax ?? usual)),
    })
  }
  const submit = (event: Event) => {
    event.preventDefault()
    void run(create)
  }
  return (
    <form class="panel room-form" data-testid="room-form" onSubmit={submit}>
      <label>
        <span>Game</span>
        <select
          class="field"
          value={game.id}
          data-testid="room-game"
          onChange={(event) => setGameId(event.currentTarget.value)}
        >
          {games.map(({ game: { id, name } }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <RoomFields
        draft={{ ...draft, seatsMax: draft.seatsMax ?? usual }}
        limits={limits}
        onChange={setDraft}
      />
      <button type="submit" class="button button-primary" data-testid="room-make" disabled={isUnderWay}>
        Create
      </button>
      {complaint && (
        <p class="party-complaint" role="alert">
          {complaint.title}: {complaint.detail}
        </p>
      )}
    </form>
  )
}
