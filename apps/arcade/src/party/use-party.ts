import type { Party, PartyInvite, PartyRoomState, PartyVoice } from '@gameserver/client/browser'
import { useEffect, useState } from 'preact/hooks'
import { client } from '../client.ts'

// Who is in a party can be heard, and talks at the press of a button.
client.party.enterRoom()

export interface PartyView {
  party: Party | undefined
  invites: readonly PartyInvite[]
  room: PartyRoomState
  voice: PartyVoice | undefined
}

/** The player's party as it is, wherever the page is. */
export function useParty(): PartyView {
  const [view, setView] = useState(look)
  useEffect(() => {
    const { party } = client
    const change = () => setView(look())
    const ends = [party.on('updated', change), party.on('invites', change), party.on('room', change)]
    change()
    return () => {
      for (const end of ends) end()
    }
  }, [])
  return view
}

function look(): PartyView {
  const { current, invites, roomState, voice } = client.party
  return { party: current, invites, room: roomState, voice }
}
