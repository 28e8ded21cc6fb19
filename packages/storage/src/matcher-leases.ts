import type { Sql } from './postgres.ts'

export interface QueueName {
  game: string
  mode: string
}

export interface QueueHolder {
  holder: string
  leaseMs: number
  canHold(queue: QueueName): Promise<boolean>
}

/**
 * The queues in which somebody waits and of which `holder` makes the matches, taken over where nobody does. Those that
 * `canHold` denies are left to others. A holder that is
 * heard of no more loses its queues after `leaseMs`. Two who both take themselves for the holder do no harm, but for the work:
 * a ticket is deleted once.
 */
export async function holdQueues(sql: Sql, { holder, leaseMs, canHold }: QueueHolder): Promise<QueueName[]> {
  const queues = await sql<(QueueName & { isHeld: boolean; isDue: boolean })[]>`
    with recursive waiting as (
      (select game, mode from tickets order by game, mode limit 1)
      union all
      select next.game, next.mode from waiting w cross join lateral (
        select game, mode from tickets t where (t.game, t.mode) > (w.game, w.mode) order by game, mode limit 1) next
    )
    select game, mode, l.holder is not distinct from ${holder} and l.expires_at > clock_timestamp() as "isHeld",
      l.holder is null or l.expires_at < clock_timestamp()
        or (l.holder = ${holder} and l.expires_at < clock_timestamp() + ${leaseMs / 2} * interval '1 millisecond') as "isDue"
    from waiting left join matcher_leases l using (game, mode)`
  const mine: (typeof queues)[number][] = []
  for (const queue of queues) if (await canHold(queue)) mine.push(queue)
  const held = mine.filter(({ isHeld, isDue }) => isHeld && !isDue)
  const due = mine.filter(({ isDue }) => isDue)
  if (due.length > 0) held.push(...(await takeQueues(sql, due, { holder, leaseMs })))
  return held.map(({ game, mode }) => ({ game, mode }))
}

/** In one order for everybody, so that nobody waits for who waits. */
function takeQueues<Queue extends QueueName>(
  sql: Sql,
  due: readonly Queue[],
  { holder, leaseMs }: { holder: string; leaseMs: number },
): Promise<Queue[]> {
  return sql<Queue[]>`
    insert into matcher_leases (game, mode, holder, expires_at)
    select game, mode, ${holder}, clock_timestamp() + ${leaseMs} * interval '1 millisecond'
    from unnest(${due.map(({ game }) => game)}::text[], ${due.map(({ mode }) => mode)}::text[]) as q (game, mode)
    order by game, mode
    on conflict (game, mode) do update set holder = excluded.holder, expires_at = excluded.expires_at
    where matcher_leases.holder = excluded.holder or matcher_leases.expires_at < clock_timestamp()
    returning game, mode`
}

/** Others need not wait for the leases to run out. */
export async function releaseQueues(sql: Sql, holder: string): Promise<void> {
  await sql`delete from matcher_leases where holder = ${holder}`
}
