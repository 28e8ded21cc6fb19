import type { Party } from '@gameserver/client/browser'
import { client } from '../client.ts'
import { ChatBox } from '../gathering/chat-box.tsx'
import { JoinCode } from '../gathering/join-code.tsx'
import { useRequest } from '../gathering/use-request.ts'
import { MicrophoneButton } from '../play/microphone-button.tsx'
import { InviteMet } from './invite-met.tsx'
import { partyLines } from './party-lines.ts'
import { PartyMembers } from './party-members.tsx'
import { PartyReadyBar } from './party-ready-bar.tsx'
import type { PartyView } from './use-party.ts'

/** For who is in a party: how others come in, who is there, and what they say. */
export function PartyHall({ party, room, voice }: PartyView & { party: Party }) {
  const request = useRequest()
  return (
    <>
      <header class="party-head">
        <h2>
          Party {party.members.length}/{party.sizeMax}
        </h2>
        {voice && <MicrophoneButton voice={voice} to="party" />}
        <button
          type="button"
          class="party-leave"
          data-testid="party-leave"
          onClick={() => void request.run(() => client.party.leave())}
        >
          Leave
        </button>
      </header>
      {party.isQueued && <p class="party-notice">Waiting in a queue together</p>}
      {room === 'elsewhere' && (
        <button type="button" class="party-notice" onClick={() => client.party.enterRoom()}>
          You talk in another window. Talk here
        </button>
      )}
      <JoinCode code={party.code} to="party" />
      <PartyMembers party={party} voice={voice} request={request} />
      <InviteMet party={party} request={request} />
      <PartyReadyBar party={party} request={request} />
      <ChatBox
        to="party"
        lines={partyLines}
        isOpen={room === 'connected'}
        say={(text) => client.party.sendChat(text)}
      />
      {request.complaint && (
        <p class="party-complaint" role="alert">
          {request.complaint.detail}
        </p>
      )}
    </>
  )
}
