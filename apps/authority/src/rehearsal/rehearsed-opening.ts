import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { claimMatch } from '@gameserver/storage/matches'
import type { Sql } from '@gameserver/storage/postgres'
import type { Logger } from 'pino'
import type { LivekitApi } from '../transport/livekit-api.ts'
import { MatchRoom } from '../transport/match-room.ts'

/** It takes half a second. A LiveKit for which this is too short does not keep the process from its matches. */
const patienceMs = 2_000

/** In this time the first packet finds its way to LiveKit. */
const stayMs = 100

export interface RehearsedOpening {
  authorityId: string
  sql: Sql
  api: LivekitApi
  log: Logger
  /** 2 s unless told. */
  patienceMs?: number
}

/**
 * Claims a match that there is not, and is in a room of its own for a moment. What is started only then (LiveKit's native client with
 * its threads, connections) makes the first match that a process takes over come a third of a second later than all others.
 */
export async function rehearseOpening(opening: RehearsedOpening): Promise<void> {
  const { sql, authorityId } = opening
  const beganMs = performance.now()
  const late = new AbortController()
  const giveUp = sleep(opening.patienceMs ?? patienceMs, undefined, { signal: late.signal }).then(() => {
    throw new Error('LiveKit or Postgres takes too long')
  })
  giveUp.catch(() => {})
  try {
    await Promise.race([Promise.all([rehearseClaim(sql, authorityId), visit(opening)]), giveUp])
    opening.log.info({ tookMs: Math.round(performance.now() - beganMs) }, 'room rehearsed')
  } catch (error) {
    opening.log.warn({ err: error }, 'room not rehearsed: the first match is going to be there late')
  } finally {
    late.abort()
  }
}

/** Changes nothing. */
export async function rehearseClaim(sql: Sql, authorityId: string): Promise<void> {
  await claimMatch(sql, { matchId: randomUUID(), authorityId })
}

/** However late it is: nothing of it stays. */
async function visit({ api, log }: RehearsedOpening): Promise<void> {
  const name = rehearsalRoomOf(api.identity)
  try {
    const room = await MatchRoom.enter({ api, name, gameId: 'rehearsal', endsEmpty: true, log })
    for (const reliable of [true, false]) room.publish('state', new Uint8Array(1), { reliable })
    await sleep(stayMs)
    await room.close({ delete: false })
  } finally {
    await api.deleteRoom(name).catch(() => {})
  }
}

/** Longer than any match's room is called, and no two processes' are the same. */
export function rehearsalRoomOf(identity: string): string {
  return `rehearsal-of-${identity}`
}
