import type { Party, PartyMember, PartyVoice } from '@gameserver/client/browser'
import { useEffect, useState } from 'preact/hooks'
import { PlayerLink } from '../address/link.tsx'
import { client } from '../client.ts'
import { useSettings } from '../settings/settings.ts'
import { Crown, Speaker } from './icons.tsx'
import { usePartySpeaking } from './use-party.ts'
import type { Request } from './use-request.ts'

interface PartyMembersProps {
  party: Party
  voice: PartyVoice | undefined
  request: Request
}

export function PartyMembers({ party, voice, request }: PartyMembersProps) {
  const speaking = usePartySpeaking(voice)
  const [muted, setMuted] = useState<ReadonlySet<string>>(new Set())
  const { voiceVolume } = useSettings()
  const ownId = client.player?.id

  useEffect(() => {
    for (const { playerId } of party.members)
      voice?.setVolume(playerId, muted.has(playerId) ? 0 : voiceVolume)
  }, [voice, party.members, muted, voiceVolume])

  const toggleMute = (playerId: string) => {
    const next = new Set(muted)
    if (!next.delete(playerId)) next.add(playerId)
    setMuted(next)
  }
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
                {voice && (
                  <button
                    type="button"
                    aria-pressed={muted.has(playerId)}
                    aria-label={`Mute ${name}`}
                    title={muted.has(playerId) ? 'Hear again' : 'Mute'}
                    onClick={() => toggleMute(playerId)}
                  >
                    <Speaker isMuted={muted.has(playerId)} />
                  </button>
                )}
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
