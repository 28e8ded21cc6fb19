import type { StateMoment } from '@gameserver/engine'
import type { AuthorityEventBody } from '../transport/authority-event.ts'

/** What a match shows to those who watch it without a seat. Nothing in here may throw, or take long. */
export interface Audience {
  /** When a snapshot is due. The moment is good until the next step. */
  see(moment: StateMoment): void
  /** What all players are told. */
  hear(tick: number, body: NonNullable<AuthorityEventBody>): void
}
