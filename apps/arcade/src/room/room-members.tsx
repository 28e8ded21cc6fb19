import type { PartyVoice, Room, RoomMember } from '@gameserver/client/browser'
import { PlayerLink } from '../address/link.tsx'
import { client } from '../client.ts'
import { Crown } from '../gathering/icons.tsx'
import { MuteButton } from '../gathering/mute-button.tsx'
import { type Mutes, useMutes } from '../gathering/use-mutes.ts'
import type { Request } from '../gathering/use-request.ts'
import { useSpeakingIn } from '../gathering/use-speaking.ts'

/** Free seats beyond these are counted, not drawn. */
const freeSeatsShownMax = 6

interface RoomMembersProps {
  room: Room
  voice: PartyVoice | undefined
  request: Request
}

/** Who has a seat, who looks on, and how many seats are free. */
export function RoomMembers({ room, voice, request }: RoomMembersProps) {
  const speaking = useSpeakingIn(voice)
  const mutes = useMutes(voice, room.members)
  const players = room.members.filter(({ role }) => role === 'player')
  const spectators = room.members.filter(({ role }) => role === 'spectator')
  const free = Math.max(0, room.seatsMax - players.length)
  const line = (member: RoomMember) => (
    <MemberLine
      key={member.playerId}
      member={member}
      room={room}
      isSpeaking={speaking.has(member.playerId)}
      mutes={voice && mutes}
      request={request}
    />
  )
  return (
    <>
      <h2>
        Seats {players.length}/{room.seatsMax}
      </h2>
      <ul class="party-members">
        {players.map(line)}
        {Array.from({ length: Math.min(free, freeSeatsShownMax) }, (_, index) => (
          <li key={index} class="is-free">
            free
          </li>
        ))}
        {free > freeSeatsShownMax && <li class="is-free">and {free - freeSeatsShownMax} more</li>}
      </ul>
      {spectators.length > 0 && (
        <>
          <h2>Watching {spectators.length}</h2>
          <ul class="party-members">{spectators.map(line)}</ul>
        </>
      )}
    </>
  )
}

interface MemberLineProps {
  member: RoomMember
  room: Room
  isSpeaking: boolean
  /** Undefined where nobody is heard. */
  mutes: Mutes | undefined
  request: Request
}

function MemberLine({ member, room, isSpeaking, mutes, request }: MemberLineProps) {
  const { playerId, name, role, isReady, isAway } = member
  const isOwn = playerId === client.player?.id
  return (
    <li class={isAway ? 'is-away' : ''} data-testid="room-member" data-speaking={isSpeaking}>
      <i class="party-sound" aria-hidden="true" />
      <span class="party-name">
        <PlayerLink playerId={playerId} name={name} />
        {isOwn && <small> you</small>}
        {isAway && <small> away</small>}
      </span>
      {playerId === room.hostId && (
        <span class="party-crown" role="img" aria-label="is the host" title="Host">
          <Crown isFilled={true} />
        </span>
      )}
      {isReady && (
        <span class="party-ready" role="img" aria-label="is ready" title="Ready">
          ✓
        </span>
      )}
      {!isOwn && (
        <span class="party-acts">
          {mutes && <MuteButton playerId={playerId} name={name} mutes={mutes} />}
          {client.room.isHost && room.status !== 'running' && (
            <>
              {role === 'player' && (
                <button
                  type="button"
                  data-testid="room-set-host"
                  aria-label={`Make ${name} the host`}
                  title="Make host"
                  onClick={() => void request.run(() => client.room.setHost(playerId))}
                >
                  <Crown isFilled={false} />
                </button>
              )}
              <button
                type="button"
                data-testid="room-kick"
                aria-label={`Put ${name} out`}
                title="Put out, for good"
                onClick={() => void request.run(() => client.room.kick(playerId))}
              >
                ✕
              </button>
            </>
          )}
        </span>
      )}
    </li>
  )
}
