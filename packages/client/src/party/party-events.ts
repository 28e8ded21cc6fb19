import type { Party, PartyInvite, PartyLeftReason } from '@gameserver/protocol/party'
import type { TalkEntry, TalkState, TalkVoice } from '../room/talk.ts'

export type PartyVoice = TalkVoice
export type PartyRoomState = TalkState
export type PartyChatEntry = TalkEntry

export interface PartyEvents {
  /** The party as it is now; undefined: the player is in none. */
  updated: Party | undefined
  invited: PartyInvite
  /** All that can be accepted, the newest first. */
  invites: readonly PartyInvite[]
  left: { partyId: string; reason: PartyLeftReason }
  /** What members say, oneself among them. */
  chat: PartyChatEntry
  room: PartyRoomState
}
