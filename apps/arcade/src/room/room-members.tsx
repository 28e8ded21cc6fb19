import type { PartyVoice, Room, RoomMember } from '@gameserver/client/browser'
import { client } from '../client.ts'
import { MemberLine } from '../gathering/member-line.tsx'
import { useMutes } from '../gathering/use-mutes.ts'
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
  const ifHost = (work: () => Promise<unknown>) =>
    client.room.isHost && room.status !== 'running' ? () => void request.run(work) : undefined
  const line = (member: RoomMember) => (
    <MemberLine
      key={member.playerId}
      place="room"
      member={member}
      isHead={member.playerId === room.hostId}
      isSpeaking={speaking.has(member.playerId)}
      mutes={voice && mutes}
      makeHead={member.role === 'player' ? ifHost(() => client.room.setHost(member.playerId)) : undefined}
      putOut={ifHost(() => client.room.kick(member.playerId))}
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
