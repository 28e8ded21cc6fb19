import type { OpenMatch } from './open-match.ts'
import type { Pool } from './pool.ts'
import type { Ticket } from './ticket.ts'

/** What the game's own rule says of tickets together; without one, all please. */
export function ownVerdict<T extends Ticket>(
  pool: Pool<T>,
  ids: readonly number[],
  isComplete: boolean,
  running?: OpenMatch,
): true | string {
  const { custom } = pool.rules
  if (custom?.accepts === undefined) return true
  return custom.accepts(
    ids.map((id) => pool.ticket(id)),
    isComplete,
    running,
  )
}
