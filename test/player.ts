import { randomUUID } from 'node:crypto'
import { createNodeClient } from '@gameserver/client/node'
import { arena } from '@gameserver/games/arena/arena.ts'
import { think } from '@gameserver/games/arena/bot.ts'

/** How often a player looks whether a tick is due: well under one tick. */
const advanceEveryMs = 4

export interface QueueBounds {
  playersMin: number
  playersMax: number
}

export type ArenaMatch = Awaited<ReturnType<typeof joinArena>>['match']

/** A fresh guest, logged in. */
export async function guest(apiUrl: string, name: string) {
  const client = createNodeClient({ apiUrl })
  await client.loginAsGuest({ deviceId: randomUUID(), name })
  return client
}

/** Logs in, queues and joins the arena once matched. */
export async function joinArena(apiUrl: string, name: string, bounds: QueueBounds) {
  const client = await guest(apiUrl, name)
  await client.queue.join({ game: 'arena', mode: 'quick', ...bounds })
  const { matchId } = await client.queue.waitForMatch()
  return { client, matchId, match: await client.joinMatch(arena) }
}

/** Plays as the arena's bot does, until the returned function is called. */
export function play(match: ArenaMatch): () => void {
  const timer = setInterval(() => {
    const nowMs = performance.now()
    match.advance(nowMs, (tick) => think(match.view(nowMs).world, match.slot, tick, Math.random))
  }, advanceEveryMs)
  return () => clearInterval(timer)
}
