import type { JoinQueue, QueueStatus } from '@gameserver/protocol/http'
import { ApiError } from '../http/api-error.ts'
import type { Live, LiveEvents } from '../live/live.ts'
import type { Login } from '../login/login.ts'
import type { RegionsClient } from '../region/regions-client.ts'
import { Bell } from './bell.ts'
import { QueueError } from './queue-error.ts'

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
  'match.offered',
  'offer.updated',
  'match.found',
  'match.ready',
  'match.abandoned',
  'queue.left',
  'queue.updated',
  'ready',
  'reset',
] as const satisfies readonly (keyof LiveEvents)[]

export type QueuedStatus = Extract<QueueStatus, { state: 'queued' }>
export type OfferedStatus = Extract<QueueStatus, { state: 'offered' }>
export type MatchedStatus = Extract<QueueStatus, { state: 'matched' }>

export interface WaitForMatchOptions {
  signal?: AbortSignal
  /** Called with each answer: place in the queue, what is still missing, an estimate; a match that is offered. */
  onStatus?: (status: QueueStatus) => void
  /** Accept what is offered, for players who are there in any case. Otherwise that is left to `accept` and `decline`. */
  autoAccept?: boolean
}

/** The matchmaking queue, from the player's side. */
export class Queue {
  readonly #login: Login
  readonly #live: Live
  /** Of those who wait for a match. */
  readonly #bells = new Set<Bell>()
  readonly #regions: RegionsClient

  constructor(login: Login, live: Live, regions: RegionsClient) {
    this.#login = login
    this.#live = live
    this.#regions = regions
  }

  /** Where there are regions, the way to them is measured first, unless `latencyMs` says it: the first time takes a moment. */
  async join(ticket: JoinQueue): Promise<QueueStatus> {
    const latencyMs = ticket.latencyMs ?? (await this.#regions.forTicket())
    const body = { ...ticket, ...(latencyMs && { latencyMs }) }
    return this.#login.send({ method: 'POST', path: '/v1/match/queue', body })
  }

  /**
   * The player wants the match that is offered. When all have said so, it is made. Rejects with an ApiError with the code
   * `offer_over` when it is too late.
   */
  accept(offerId: string): Promise<QueueStatus> {
    return this.#answer(offerId, true)
  }

  /** The player does not want the match that is offered: leaves the queue, and can't come back into it for a while. */
  decline(offerId: string): Promise<QueueStatus> {
    return this.#answer(offerId, false)
  }

  /** Too late once matched: the answer then says so. While a match is offered, this is to decline it. */
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
    this.#bells.add(bell)
    const subscriptions = tellingEvents.map((name) => this.#live.on(name, () => bell.ring()))
    try {
      return await this.#askUntilMatched(bell, options)
    } finally {
      this.#bells.delete(bell)
      for (const end of subscriptions) end()
    }
  }

  async #answer(offerId: string, accept: boolean): Promise<QueueStatus> {
    const body = { offerId, accept }
    const status = await this.#login.send<QueueStatus>({ method: 'POST', path: '/v1/match/offer', body })
    for (const bell of this.#bells) bell.ring()
    return status
  }

  async #askUntilMatched(bell: Bell, options: WaitForMatchOptions): Promise<MatchedStatus> {
    const { signal, onStatus, autoAccept = false } = options
    let before: QueueStatus | undefined
    let answeredMs = performance.now()
    for (let pollMs = firstPollMs; ; pollMs *= pollGrowth) {
      const status = await this.status(signal).catch((error: unknown) => {
        if (!isOutage(error) || performance.now() - answeredMs > outageMsMax) throw error
      })
      if (status) {
        answeredMs = performance.now()
        onStatus?.(status)
        if (status.state === 'idle') throw QueueError.idleAfter(before, status)
        // If it fails, it is tried again after the next question.
        if (autoAccept && isToBeAccepted(status)) await this.accept(status.offer.id).catch(() => {})
        before = status
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

const isToBeAccepted = (status: QueueStatus): status is OfferedStatus =>
  status.state === 'offered' && !status.offer.hasAccepted

/** Throws when it never will be. */
function isJoinable(status: QueueStatus): status is MatchedStatus {
  if (status.state !== 'matched') return false
  if (status.status === 'waiting' || status.status === 'running') return true
  if (status.status !== 'placing') throw new QueueError('abandoned', `The match is ${status.status}`)
  return false
}
