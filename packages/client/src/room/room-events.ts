import type { Room, RoomLeftReason, RoomRole } from '@gameserver/protocol/rooms'
import type { TalkEntry, TalkState } from './talk.ts'

export interface RoomEvents {
  /** The room as it is now; undefined: the player is in none. */
  changed: Room | undefined
  left: { roomId: string; reason: RoomLeftReason }
  /** The match of the room has begun, and is being given a place: `queue.waitForMatch` tells when it can be joined. */
  matchFound: { matchId: string; game: string; mode: string; role: RoomRole }
  /** What members say, oneself among them. */
  chat: TalkEntry
  room: TalkState
}
