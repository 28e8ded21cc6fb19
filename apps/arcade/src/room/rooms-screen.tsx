import type { ComponentChildren } from 'preact'
import type { PlayableGame } from '../games.ts'
import { RoomBrowser } from './room-browser.tsx'
import { RoomHall } from './room-hall.tsx'
import { useRoom } from './use-room.ts'

interface RoomsScreenProps {
  /** Of the room that a link leads to. */
  code: string | undefined
  /** The game that is chosen in the menu. */
  playable: PlayableGame
  meanwhile: ComponentChildren
  onPlay(playable: PlayableGame): void
  onSpectate(matchId: string): void
}

/** For who is in a room, that room; for everybody else, the rooms there are. */
export function RoomsScreen({ code, playable, meanwhile, onPlay, onSpectate }: RoomsScreenProps) {
  const view = useRoom()
  const { room } = view
  return room ? (
    <RoomHall
      {...view}
      room={room}
      otherCode={code !== room.code ? code : undefined}
      meanwhile={meanwhile}
      onPlay={onPlay}
      onSpectate={onSpectate}
    />
  ) : (
    <RoomBrowser
      code={code}
      isKnown={view.isKnown}
      playable={playable}
      meanwhile={meanwhile}
      onSpectate={onSpectate}
    />
  )
}
