import type { Party, PartyVoice } from '@gameserver/client/browser'
import { client } from '../client.ts'
import { MemberLine } from '../gathering/member-line.tsx'
import { useMutes } from '../gathering/use-mutes.ts'
import type { Request } from '../gathering/use-request.ts'
import { useSpeakingIn } from '../gathering/use-speaking.ts'

interface PartyMembersProps {
  party: Party
  voice: PartyVoice | undefined
  request: Request
}

export function PartyMembers({ party, voice, request }: PartyMembersProps) {
  const speaking = useSpeakingIn(voice)
  const mutes = useMutes(voice, party.members)
  const ifLeader = (work: () => Promise<unknown>) =>
    client.party.isLeader ? () => void request.run(work) : undefined
  return (
    <ul class="party-members">
      {party.members.map((member) => (
        <MemberLine
          key={member.playerId}
          place="party"
          member={member}
          isHead={member.playerId === party.leaderId}
          isSpeaking={speaking.has(member.playerId)}
          mutes={voice && mutes}
          makeHead={ifLeader(() => client.party.promote(member.playerId))}
          putOut={ifLeader(() => client.party.kick(member.playerId))}
        />
      ))}
    </ul>
  )
}
