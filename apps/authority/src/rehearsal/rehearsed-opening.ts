import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { claimMatch } from '@gameserver/storage/matches'
import type { Sql } from '@gameserver/storage/postgres'
import type { Logger } from 'pino'
import type { LivekitApi } from '../transport/livekit-api.ts'
import { MatchRoom } from '../transport/match-room.ts'

/** It takes half a second. A LiveKit for which this is too short does not keep the process from its matches. */
const patienceMs = 2_000

/** In this time the first packet, which goes out with the entry, finds its way to LiveKit. */
const stayMs = 100

/** So many matches are claimed at once without a new connection. */
const claimsAtOnce = 3

export interface RehearsedRoom {
  api: LivekitApi
  log: Logger
  /** 2 s unless told. */
  patienceMs?: number
}

/**
 * Is in a room of its own for a moment. What is started only then (LiveKit's native client with its threads, connections) makes the
 * first match that a process takes over come a third of a second later than all others.
 */
export async function rehearseRoom(rehearsed: RehearsedRoom): Promise<void> {
  const beganMs = performance.now()
  const late = new AbortController()
  const giveUp = sleep(rehearsed.patienceMs ?? patienceMs, undefined, { signal: late.signal }).then(() => {
    throw new Error('LiveKit takes too long')
  })
  giveUp.catch(() => {})
  try {
    await Promise.race([visit(rehearsed), giveUp])
    rehearsed.log.info({ tookMs: Math.round(performance.now() - beganMs) }, 'room rehearsed')
  } catch (error) {
    rehearsed.log.warn({ err: error }, 'room not rehearsed: the first match is going to be there late')
  } finally {
    late.abort()
  }
}

/**
 * Claims matches that there are not, so that there are connections which know how that is done: on a new one it takes four times as
 * long.
 */
export async function rehearseClaims(sql: Sql, authorityId: string): Promise<void> {
  const claim = () => claimMatch(sql, { matchId: randomUUID(), authorityId })
  await Promise.all(Array.from({ length: claimsAtOnce }, claim))
}

/** However late it is: nothing of it stays. */
async function visit({ api, log }: RehearsedRoom): Promise<void> {
  const name = rehearsalRoomOf(api.identity)
  try {
    const room = await MatchRoom.enter({ api, name, gameId: 'rehearsal', endsBy: ['room_closed'], log })
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
