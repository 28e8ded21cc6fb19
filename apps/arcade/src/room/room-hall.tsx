import type { Room } from '@gameserver/client/browser'
import type { ComponentChildren } from 'preact'
import { client } from '../client.ts'
import { gameName, type PlayableGame, playableGame } from '../games.ts'
import { ChatBox } from '../gathering/chat-box.tsx'
import { JoinCode } from '../gathering/join-code.tsx'
import { useRequest } from '../gathering/use-request.ts'
import { MicrophoneButton } from '../play/microphone-button.tsx'
import { Shell } from '../shell/shell.tsx'
import { roomLines } from './room-lines.ts'
import { RoomMembers } from './room-members.tsx'
import { RoomReadyBar } from './room-ready-bar.tsx'
import { RoomSettings } from './room-settings.tsx'
import type { RoomView } from './use-room.ts'

interface RoomHallProps extends RoomView {
  room: Room
  /** Of another room, to which a link has led. */
  otherCode: string | undefined
  meanwhile: ComponentChildren
  onPlay(playable: PlayableGame): void
  onSpectate(matchId: string): void
}

/** For who is in a room: how others come in, who is there, and what they say, until the match begins. */
export function RoomHall(props: RoomHallProps) {
  const { room, talk, voice, otherCode, meanwhile, onPlay, onSpectate } = props
  const request = useRequest()
  const self = room.members.find(({ playerId }) => playerId === client.player?.id)
  const playable = playableGame(room.game)
  const { matchId } = room
  const leave = async () => {
    await client.room.leave()
  }
  const change = async (code: string) => {
    await client.room.leave()
    await client.room.joinByCode(code)
  }
  return (
    <Shell
      title={room.name}
      kicker={`${gameName(room.game)} · ${room.mode}${room.visibility === 'private' ? ' · by code only' : ''}`}
      meanwhile={meanwhile}
      aside={
        <button
          type="button"
          class="party-leave"
          data-testid="room-leave"
          onClick={() => void request.run(leave)}
        >
          Leave
        </button>
      }
    >
      {otherCode && (
        <p class="room-notice">
          You are in a room already.
          <button type="button" class="button" onClick={() => void request.run(() => change(otherCode))}>
            Leave it for {otherCode}
          </button>
        </p>
      )}
      {request.complaint && (
        <p class="party-complaint" role="alert" data-testid="room-complaint">
          {request.complaint.detail}
        </p>
      )}
      <div class="room" data-testid="room" data-status={room.status} data-room={talk}>
        <section class="panel room-seats-panel" aria-label="Seats">
          <RoomMembers room={room} voice={voice} request={request} />
          {room.status === 'running' && matchId ? (
            <div class="ready-bar is-asked">
              <span>The match has begun</span>
              <button
                type="button"
                class="button button-primary"
                disabled={!playable}
                onClick={() =>
                  self?.role === 'spectator' ? onSpectate(matchId) : playable && onPlay(playable)
                }
              >
                {self?.role === 'spectator' ? 'Watch' : 'To the match'}
              </button>
            </div>
          ) : (
            <RoomReadyBar room={room} request={request} />
          )}
          {!playable && <p class="party-complaint">This page does not have the game {room.game}.</p>}
        </section>
        <div class="room-side">
          <section class="panel party" aria-label="Invite and talk">
            <header class="party-head">
              <h2>Invite and talk</h2>
              {voice && <MicrophoneButton voice={voice} to="room" />}
            </header>
            <JoinCode code={room.code} to="room" />
            {talk === 'elsewhere' && (
              <button type="button" class="party-notice" onClick={() => client.room.enterRoom()}>
                You talk in another window. Talk here
              </button>
            )}
            <ChatBox
              to="room"
              lines={roomLines}
              isOpen={talk === 'connected'}
              say={(text) => client.room.sendChat(text)}
            />
          </section>
          {client.room.isHost && room.status === 'waiting' && <RoomSettings room={room} />}
        </div>
      </div>
    </Shell>
  )
}
