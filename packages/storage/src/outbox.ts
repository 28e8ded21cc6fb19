import type { Sql } from './postgres.ts'

export interface OutboxEvent {
  id: string
  topic: string
  payload: unknown
}

/** A batch must be relayed well within the deadline of its transaction; one event takes about 1 ms. */
const batchMax = 100

/**
 * Hands the oldest events that have not been relayed to `relay`, then marks them, and returns how many there were. An
 * event is relayed again when the mark could not be made: `relay` must bear that. Processes do not wait for each other. Results
 * of matches are left to `settleNext`.
 */
export async function relayOutbox(sql: Sql, relay: (event: OutboxEvent) => Promise<void>): Promise<number> {
  return sql.begin(async (transaction) => {
    const events = await transaction<OutboxEvent[]>`
      select id, topic, payload from outbox where relayed_at is null and topic <> 'match.ended'
      order by id limit ${batchMax} for update skip locked`
    if (events.length === 0) return 0
    for (const event of events) await relay(event)
    await transaction`update outbox set relayed_at = now() where id = any(${events.map(({ id }) => id)}::bigint[])`
    return events.length
  })
}
