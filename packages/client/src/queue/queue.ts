import type { JoinQueue, QueueStatus } from '@gameserver/protocol/http'
import { ApiError } from '../http/api-error.ts'
import type { Live, LiveEvents } from '../live/live.ts'
import type { Login } from '../login/login.ts'
import { Bell } from './bell.ts'

/** Soon enough not to be felt after a match is made at once; the wait between questions then grows to the longest. */
const firstPollMs = 200
const longestPollMs = 1_000
/** While the live stream tells at once: then the asking keeps the ticket, and shows how the queue moves. */
const longestLivePollMs = 3_000
const pollGrowth = 1.2

/** How long the API may be away while one waits: the ticket outlives it. Below the time after which tickets are withdrawn. */
const outageMsMax = 20_000

/** After any of these the status is asked for at once. */
const tellingEvents = [
  'match.found',
  'match.ready',
  'match.abandoned',
  'queue.left',
  'queue.updated',
  'ready',
  'reset',
] as const satisfies readonly (keyof LiveEvents)[]

export type QueuedStatus = Extract<QueueStatus, { state: 'queued' }>
export type MatchedStatus = Extract<QueueStatus, { state: 'matched' }>

export interface WaitForMatchOptions {
  signal?: AbortSignal
  /** Called with each answer: place in the queue, what is still missing, an estimate. */
  onStatus?: (status: QueueStatus) => void
}

/** Why waiting for a match came to nothing. */
export class QueueError extends Error {
  override readonly name = 'QueueError'

  constructor(
    /** `not_queued`: there is no ticket, or no longer. `abandoned`: a match was made, and given up before it could be joined. */
    readonly reason: 'not_queued' | 'abandoned',
    detail: string,
  ) {
    super(detail)
  }
}

/** The matchmaking queue, from the player's side. */
export class Queue {
  readonly #login: Login
  readonly #live: Live

  constructor(login: Login, live: Live) {
    this.#login = login
    this.#live = live
  }

  join(ticket: JoinQueue): Promise<QueueStatus> {
    return this.#login.send({ method: 'POST', path: '/v1/match/queue', body: ticket })
  }

  /** Too late once matched: the answer then says so. */
  leave(): Promise<QueueStatus> {
    return this.#login.send({ method: 'DELETE', path: '/v1/match/queue' })
  }

  status(signal?: AbortSignal): Promise<QueueStatus> {
    return this.#login.send({ method: 'GET', path: '/v1/match/status', signal })
  }

  /**
   * Resolves when the player's match has a room that can be joined. Rejects with QueueError, or ApiError when cancelled or when
   * the API is away for longer than 20 seconds.
   * The asking is what keeps the ticket: the server withdraws those not asked after, by default for half a minute.
   */
  async waitForMatch(options: WaitForMatchOptions = {}): Promise<MatchedStatus> {
    const bell = new Bell()
    const subscriptions = tellingEvents.map((name) => this.#live.on(name, () => bell.ring()))
    try {
      return await this.#askUntilMatched(bell, options)
    } finally {
      for (const end of subscriptions) end()
    }
  }

  async #askUntilMatched(bell: Bell, { signal, onStatus }: WaitForMatchOptions): Promise<MatchedStatus> {
    let before: QueueStatus['state'] = 'idle'
    let answeredMs = performance.now()
    for (let pollMs = firstPollMs; ; pollMs *= pollGrowth) {
      const status = await this.status(signal).catch((error: unknown) => {
        if (!isOutage(error) || performance.now() - answeredMs > outageMsMax) throw error
      })
      if (status) {
        answeredMs = performance.now()
        onStatus?.(status)
        if (status.state === 'idle') throw idleAfter(before)
        before = status.state
        if (isJoinable(status)) return status
      }
      pollMs = Math.min(pollMs, this.#live.isReady ? longestLivePollMs : longestPollMs)
      await bell.wait(pollMs * (0.75 + Math.random() / 2), signal).catch(() => {
        throw ApiError.cancelled('/v1/match/status')
      })
    }
  }
}

const isOutage = (error: unknown) =>
  error instanceof ApiError && error.code !== 'cancelled' && [0, 502, 503, 504].includes(error.status)

/** Throws when it never will be. */
function isJoinable(status: QueueStatus): status is MatchedStatus {
  if (status.state !== 'matched') return false
  if (status.status === 'waiting' || status.status === 'running') return true
  if (status.status !== 'placing') throw new QueueError('abandoned', `The match is ${status.status}`)
  return false
}

function idleAfter(before: QueueStatus['state']): QueueError {
  switch (before) {
    case 'idle':
      return new QueueError('not_queued', 'The player is in no queue')
    case 'queued':
      return new QueueError('not_queued', 'The ticket is gone: given back, or not asked after for too long')
    case 'matched':
      return new QueueError('abandoned', 'The match was given up before it had a room')
  }
}
