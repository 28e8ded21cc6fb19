import type { Party, PartyInvite, PartyLeftReason } from '@gameserver/protocol/party'
import type { Voice } from '../voice/voice.ts'

/** Talking in a party, by player ids. */
export type PartyVoice = Voice<string>

/**
 * `closed`: the player is in no party, or did not want the room. `elsewhere`: another window or device of the player has the
 * place; entering here takes it back.
 */
export type PartyRoomState = 'closed' | 'connecting' | 'connected' | 'elsewhere'

export interface PartyChatEntry {
  playerId: string
  name: string
  text: string
  sentAtMs: number
}

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
