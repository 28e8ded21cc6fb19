import type { PartyRoomState, PartyVoice, Room } from '@gameserver/client/browser'
import { useEffect, useState } from 'preact/hooks'
import { client } from '../client.ts'
import { type Complaint, complaintOf } from '../complaint.ts'
import { enter } from '../login/enter.ts'
import { settings } from '../settings/settings.ts'

// Who is in a room can be heard, and talks at the press of a button.
client.room.enterRoom()

const retryMs = 4_000

export interface RoomView {
  /** Undefined: in none. */
  room: Room | undefined
  /** Whether the server has said so. */
  isKnown: boolean
  complaint: Complaint | undefined
  talk: PartyRoomState
  voice: PartyVoice | undefined
}

/** The player's room as it is, wherever the page is. */
export function useRoom(): RoomView {
  const [, setLooks] = useState(0)
  const [known, setKnown] = useState<Pick<RoomView, 'isKnown' | 'complaint'>>({
    isKnown: false,
    complaint: undefined,
  })
  useEffect(() => {
    const look = () => setLooks((before) => before + 1)
    const ends = [client.room.on('changed', look), client.room.on('room', look)]
    let timer: ReturnType<typeof setTimeout> | undefined
    const ask = async () => {
      try {
        await enter(settings().name || undefined)
        await client.room.refresh()
        setKnown({ isKnown: true, complaint: undefined })
      } catch (error) {
        setKnown({ isKnown: false, complaint: complaintOf(error) })
        timer = setTimeout(ask, retryMs)
      }
    }
    void ask()
    return () => {
      clearTimeout(timer)
      for (const end of ends) end()
    }
  }, [])
  const { current, roomState, voice } = client.room
  return { room: current, ...known, talk: roomState, voice }
}
