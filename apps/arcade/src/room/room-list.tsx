import type { RoomListing } from '@gameserver/client/browser'
import { useEffect, useState } from 'preact/hooks'
import { Answer } from '../asked/answer.tsx'
import { CursorPager } from '../asked/cursor-pager.tsx'
import { type CursorPages, firstPage } from '../asked/cursor-pages.ts'
import { Filter } from '../asked/filter.tsx'
import { useAsked } from '../asked/use-asked.ts'
import { client } from '../client.ts'
import { gameName, playableGame, usePlayableGames } from '../games.ts'
import { enter } from '../login/enter.ts'
import type { Joining } from './use-joining.ts'

const roomsPerPage = 12
/** Rooms come, fill and go. */
const againMs = 4_000

interface RoomListProps {
  joining: Joining
  onSpectate(matchId: string): void
}

/** Public rooms, newest first. */
export function RoomList({ joining, onSpectate }: RoomListProps) {
  const [game, setGame] = useState('')
  const [isFreeWanted, setIsFreeWanted] = useState(false)
  const [pages, setPages] = useState<CursorPages>(firstPage)
  const games = usePlayableGames()
  const asked = useAsked(`${game} ${isFreeWanted} ${pages.cursor}`, async () => {
    await enter(undefined)
    return client.room.list({
      limit: roomsPerPage,
      ...(game && { game }),
      ...(isFreeWanted && { hasFreeSeat: true }),
      ...(pages.cursor && { cursor: pages.cursor }),
    })
  })
  const { again } = asked
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') again()
    }, againMs)
    return () => clearInterval(timer)
  }, [again])
  return (
    <section class="panel rooms" aria-label="Rooms" data-testid="rooms">
      <header>
        <h2>Open rooms</h2>
        <Filter
          label="Game"
          value={game}
          choices={games.map(({ game: { id, name } }) => ({ value: id, text: name }))}
          onChoose={(chosen) => {
            setGame(chosen)
            setPages(firstPage)
          }}
        />
        <label class="filter">
          <input
            type="checkbox"
            data-testid="filter-free"
            checked={isFreeWanted}
            onChange={(event) => {
              setIsFreeWanted(event.currentTarget.checked)
              setPages(firstPage)
            }}
          />
          <span>with a free seat</span>
        </label>
      </header>
      <Answer asked={asked} waiting="Looking for rooms…">
        {({ rooms, cursor }) => (
          <>
            {rooms.length === 0 ? (
              <p class="profile-none">No room is open. Create one, and send its link to your friends.</p>
            ) : (
              <ul class="room-list">
                {rooms.map((room) => (
                  <RoomLine key={room.id} room={room} joining={joining} onSpectate={onSpectate} />
                ))}
              </ul>
            )}
            <CursorPager pages={pages} next={cursor} onTurn={setPages} />
          </>
        )}
      </Answer>
    </section>
  )
}

const states: Partial<Record<RoomListing['status'], string>> = {
  waiting: 'waiting',
  ready_check: 'about to start',
  running: 'playing',
}

function RoomLine({ room, joining, onSpectate }: { room: RoomListing } & RoomListProps) {
  const { id, name, game, mode, status, hasPassword, seatsTaken, seatsMax, matchId } = room
  const isGathering = status === 'waiting' || status === 'ready_check'
  const isPlayable = playableGame(game) !== undefined
  const join = (as: 'player' | 'spectator') => {
    const wish = { by: { id }, as, name, gameVersion: playableGame(game)?.game.version }
    if (hasPassword) joining.ask(wish)
    else joining.join(wish)
  }
  return (
    <li data-testid="room-line">
      <b class="room-name">
        {name}
        {hasPassword && <small title="It takes a password"> locked</small>}
      </b>
      <span class="room-game">
        {gameName(game)} <small>{mode}</small>
      </span>
      <span class="room-state">{states[status] ?? status}</span>
      <span class="room-seats">
        {seatsTaken}/{seatsMax}
      </span>
      <span class="room-ways">
        {room.allowsSpectators && (isGathering || matchId !== null) && (
          <button
            type="button"
            class="button"
            disabled={joining.isUnderWay || !isPlayable}
            onClick={() => (isGathering || matchId === null ? join('spectator') : onSpectate(matchId))}
          >
            Watch
          </button>
        )}
        {isGathering && (
          <button
            type="button"
            class="button button-primary"
            disabled={joining.isUnderWay || !isPlayable || seatsTaken >= seatsMax}
            onClick={() => join('player')}
          >
            Join
          </button>
        )}
      </span>
    </li>
  )
}
