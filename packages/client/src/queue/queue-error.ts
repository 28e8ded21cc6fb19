import type { QueueStatus } from '@gameserver/protocol/http'

/** Why waiting for a match came to nothing. */
export class QueueError extends Error {
  override readonly name = 'QueueError'

  constructor(
    /**
     * `not_queued`: there is no ticket, or no longer. `not_accepted`: a match was offered, and the player, or a member of the
     * party, did not accept it. `abandoned`: a match was made, and given up before it could be joined.
     */
    readonly reason: 'not_queued' | 'not_accepted' | 'abandoned',
    detail: string,
    /** Until when the player gets no ticket, as an ISO time. Undefined: the player may queue at once. */
    readonly cooldownEndsAt?: string | undefined,
  ) {
    super(detail)
  }

  static idleAfter(
    before: QueueStatus | undefined,
    { cooldowns = [] }: Extract<QueueStatus, { state: 'idle' }>,
  ): QueueError {
    switch (before?.state) {
      case 'queued':
        return new QueueError('not_queued', 'The ticket is gone: given back, or not asked after for too long')
      case 'offered': {
        const cooldown = cooldowns.find(({ game }) => game === before.game)
        return new QueueError('not_accepted', 'The match was not accepted', cooldown?.endsAt)
      }
      case 'matched':
        return new QueueError('abandoned', 'The match was given up before it had a room')
      default:
        return new QueueError('not_queued', 'The player is in no queue')
    }
  }
}
