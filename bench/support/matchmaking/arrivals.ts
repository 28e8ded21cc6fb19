import { propose } from '@gameserver/matchmaking/propose'
import type { QueueRules } from '@gameserver/matchmaking/queue-rules'
import type { Ticket } from '@gameserver/matchmaking/ticket'

/** The API's matcher looks this often. */
export const tickMs = 100
/** After two minutes who still waits is given up; such a wait counts as that long. */
const drainTicksMax = 1200

/**
 * How many ticks each ticket waits when `count` come evenly over 100 ticks, and matches are made at each tick until
 * nobody waits.
 */
export function waitsInTicks(
  rules: QueueRules,
  count: number,
  ticketAt: (at: number, queuedAtMs: number) => Ticket,
): number[] {
  const arrivalTicks = 100
  const waits: number[] = []
  let queue: Ticket[] = []
  let arrived = 0
  for (
    let tick = 0;
    tick < arrivalTicks + drainTicksMax && (queue.length > 0 || arrived < count);
    tick += 1
  ) {
    const nowMs = tick * tickMs
    for (; arrived < Math.min(count, ((tick + 1) * count) / arrivalTicks); arrived += 1)
      queue.push(ticketAt(arrived, nowMs))
    const { matches, waiting } = propose(rules, queue, [], nowMs)
    for (const { tickets } of matches)
      for (const { queuedAtMs } of tickets) waits.push((nowMs - queuedAtMs) / tickMs)
    if (matches.length > 0) queue = queue.filter(({ id }) => waiting.has(id))
  }
  return [...waits, ...queue.map(() => drainTicksMax)]
}
