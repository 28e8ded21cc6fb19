import type { Sql } from './postgres.ts'

export interface WebhookRecord {
  id: string
  event: string
  room: string | null
  participant: string | null
  participantSid: string | null
  payload: object
  sentAt: Date
}

/** False: this event has been recorded before. LiveKit repeats one that was not answered in time. */
export async function recordWebhook(sql: Sql, record: WebhookRecord): Promise<boolean> {
  const { id, event, room, participant, participantSid, payload, sentAt } = record
  const inserted = await sql`
    insert into webhook_events (id, event, room, participant, participant_sid, payload, sent_at)
    values (${id}, ${event}, ${room}, ${participant}, ${participantSid}, ${sql.json(payload as never)}, ${sentAt})
    on conflict (id) do nothing`
  return inserted.count === 1
}
