import type { RoomVoice } from '../transport.ts'
import { Voice } from '../voice/voice.ts'
import type { Roster } from './roster.ts'

/** Talking in a match, by slots. */
export class MatchVoice extends Voice<number> {
  constructor(room: RoomVoice, roster: Roster) {
    super(room, {
      ofIdentity: (identity) => roster.byPlayer(identity)?.slot,
      identityOf: (slot) => roster.bySlot(slot)?.playerId,
    })
  }
}
