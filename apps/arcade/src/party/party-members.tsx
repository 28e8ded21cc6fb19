import type { Party, PartyMember, PartyVoice } from '@gameserver/client/browser'
import { PlayerLink } from '../address/link.tsx'
import { client } from '../client.ts'
import { Crown } from '../gathering/icons.tsx'
import { MuteButton } from '../gathering/mute-button.tsx'
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
  const ownId = client.player?.id
  return (
    <ul class="party-members">
      {party.members.map((member) => {
        const { playerId, name, isReady, isAway } = member
        const isOwn = playerId === ownId
        return (
          <li
            key={playerId}
            class={isAway ? 'is-away' : ''}
            data-testid="party-member"
            data-speaking={speaking.has(playerId)}
          >
            <i class="party-sound" aria-hidden="true" />
            <span class="party-name">
              <PlayerLink playerId={playerId} name={name} />
              {isOwn && <small> you</small>}
              {isAway && <small> away</small>}
            </span>
            {playerId === party.leaderId && (
              <span class="party-crown" role="img" aria-label="leads" title="Leader">
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
                {voice && <MuteButton playerId={playerId} name={name} mutes={mutes} />}
                {client.party.isLeader && <LeaderActs member={member} request={request} />}
              </span>
            )}
          </li>
        )
      })}
    </ul>
  )
}

function LeaderActs({ member: { playerId, name }, request }: { member: PartyMember; request: Request }) {
  return (
    <>
      <button
        type="button"
        data-testid="party-promote"
        aria-label={`Make ${name} the leader`}
        title="Make leader"
        onClick={() => void request.run(() => client.party.promote(playerId))}
      >
        <Crown isFilled={false} />
      </button>
      <button
        type="button"
        data-testid="party-kick"
        aria-label={`Put ${name} out`}
        title="Put out"
        onClick={() => void request.run(() => client.party.kick(playerId))}
      >
        ✕
      </button>
    </>
  )
}
