import type { PartyMember } from '@gameserver/client/browser'
import { PlayerLink } from '../address/link.tsx'
import { client } from '../client.ts'
import { Crown } from './icons.tsx'
import { MuteButton } from './mute-button.tsx'
import type { Mutes } from './use-mutes.ts'

/** Who decides in a place, and what putting somebody out of it means. */
const words = {
  party: { isHead: 'leads', head: 'Leader', putOut: 'Put out' },
  room: { isHead: 'is the host', head: 'Host', putOut: 'Put out, for good' },
}

interface MemberLineProps {
  place: 'party' | 'room'
  member: Pick<PartyMember, 'playerId' | 'name' | 'isReady' | 'isAway'>
  isHead: boolean
  isSpeaking: boolean
  /** Undefined where nobody is heard. */
  mutes: Mutes | undefined
  /** These two are not offered to the member himself. Undefined: the player may not. */
  makeHead: (() => void) | undefined
  putOut: (() => void) | undefined
}

export function MemberLine(props: MemberLineProps) {
  const { place, member, isHead, isSpeaking, mutes, makeHead, putOut } = props
  const { playerId, name, isReady, isAway } = member
  const isOwn = playerId === client.player?.id
  const said = words[place]
  return (
    <li class={isAway ? 'is-away' : ''} data-testid={`${place}-member`} data-speaking={isSpeaking}>
      <i class="party-sound" aria-hidden="true" />
      <span class="party-name">
        <PlayerLink playerId={playerId} name={name} />
        {isOwn && <small> you</small>}
        {isAway && <small> away</small>}
      </span>
      {isHead && (
        <span class="party-crown" role="img" aria-label={said.isHead} title={said.head}>
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
          {makeHead && (
            <button
              type="button"
              data-testid={`${place}-promote`}
              aria-label={`Make ${name} the ${said.head.toLowerCase()}`}
              title={`Make ${said.head.toLowerCase()}`}
              onClick={makeHead}
            >
              <Crown isFilled={false} />
            </button>
          )}
          {putOut && (
            <button
              type="button"
              data-testid={`${place}-kick`}
              aria-label={`Put ${name} out`}
              title={said.putOut}
              onClick={putOut}
            >
              ✕
            </button>
          )}
        </span>
      )}
    </li>
  )
}
