import { setTimeout as sleep } from 'node:timers/promises'
import { type LiveCursor, parseCursor } from '@gameserver/storage/live-cursor'
import { readMissedEvents, type StoredLiveEvent } from '@gameserver/storage/live-events'
import type { Sql } from '@gameserver/storage/postgres'
import { unavailable } from '../http/refusal.ts'
import type { Metrics } from '../operation/metrics.ts'
import { encodeEvent, type Listener, LiveStream, type StreamEnd } from './live-stream.ts'
import { LiveTail } from './live-tail.ts'

/** A player's tabs and devices on one process. Each costs a connection. */
const streamsPerPlayerMax = 5

/** Far below what a stream may buffer. */
const missedPerPage = 100

/** Between tries to read what a stream has missed, while Postgres is away. */
const catchUpRetryMs = 500

export interface LiveHubOptions {
  sql: Sql
  loopSql: Sql
  metrics: Metrics
}

/** The live streams of this process. */
export class LiveHub {
  readonly tail: LiveTail
  readonly #sql: Sql
  readonly #metrics: Metrics
  /** By player, the oldest first. */
  readonly #streams = new Map<string, Set<LiveStream>>()
  #isClosed = false

  constructor({ sql, loopSql, metrics }: LiveHubOptions) {
    this.#sql = sql
    this.#metrics = metrics
    this.tail = new LiveTail({ sql, loopSql, deliver: (event) => this.#deliver(event) })
  }

  /**
   * A stream of all that happens from now on, or after the event with the id `lastEventId`. Rejects when it can't be known what
   * was missed, since Postgres is away.
   */
  async open(listener: Listener, lastEventId: string | undefined): Promise<LiveStream> {
    await this.tail.attach()
    const stream = new LiveStream(listener, (why) => this.#remove(stream, why))
    this.#add(stream)
    // Asked for after the stream is in the list: what follows it is delivered, what precedes it is read.
    const upTo = this.tail.cursor
    try {
      if (this.#isClosed) throw unavailable('The live stream')
      await this.#begin(stream, lastEventId, upTo)
      return stream
    } catch (error) {
      stream.discard('failed')
      throw error
    }
  }

  /** Those whose streams are open on this process. */
  get listeningPlayers(): string[] {
    return [...this.#streams.keys()]
  }

  /** Ends all streams: their clients come back, to another process. */
  close(): void {
    this.#isClosed = true
    for (const streams of this.#streams.values()) for (const stream of streams) stream.end('shutdown')
  }

  async #begin(stream: LiveStream, lastEventId: string | undefined, upTo: LiveCursor): Promise<void> {
    if (lastEventId === undefined) return stream.goLive(upTo)
    const after = parseCursor(lastEventId)
    const missed = after && (await this.#readMissed(stream, after, upTo))
    if (missed === undefined) {
      stream.reset()
      return stream.goLive(upTo)
    }
    stream.resumeAfter(after as LiveCursor)
    void this.#catchUp(stream, missed, upTo)
  }

  async #catchUp(stream: LiveStream, firstPage: StoredLiveEvent[], upTo: LiveCursor): Promise<void> {
    let page: StoredLiveEvent[] | undefined = firstPage
    while (page !== undefined) {
      for (const event of page) await stream.catchUp(event)
      const last: StoredLiveEvent | undefined = page.at(missedPerPage - 1)
      page = last && (await this.#nextPage(stream, last.cursor, upTo))
    }
    stream.goLive(upTo)
  }

  /** Undefined: there can be none any more. */
  async #nextPage(
    stream: LiveStream,
    after: LiveCursor,
    upTo: LiveCursor,
  ): Promise<StoredLiveEvent[] | undefined> {
    while (!stream.isEnded) {
      try {
        const page = await this.#readMissed(stream, after, upTo)
        if (page === undefined) stream.reset()
        return page
      } catch {
        await sleep(catchUpRetryMs)
      }
    }
    return undefined
  }

  #readMissed({ listener }: LiveStream, after: LiveCursor, upTo: LiveCursor) {
    const { playerId } = listener
    return readMissedEvents(this.#sql, { playerId, after, upTo, limit: missedPerPage })
  }

  #deliver(stored: StoredLiveEvent): void {
    const streams = this.#streams.get(stored.playerId)
    if (streams === undefined) return
    const { event } = stored
    const bytes = encodeEvent(stored)
    for (const stream of streams) {
      stream.deliver(stored, bytes)
      this.#metrics.liveEvents.inc({ kind: event.kind })
      if (event.kind === 'session.ended' && event.sessionId === stream.listener.sessionId)
        stream.end('session_ended')
    }
  }

  #add(stream: LiveStream): void {
    const { playerId } = stream.listener
    const streams = this.#streams.get(playerId) ?? new Set()
    this.#streams.set(playerId, streams.add(stream))
    this.#metrics.liveStreams.inc()
    const [oldest] = streams
    if (streams.size > streamsPerPlayerMax) oldest?.end('replaced')
  }

  #remove(stream: LiveStream, why: StreamEnd): void {
    const { playerId } = stream.listener
    const streams = this.#streams.get(playerId)
    streams?.delete(stream)
    if (streams?.size === 0) this.#streams.delete(playerId)
    this.tail.detach()
    this.#metrics.liveStreams.dec()
    this.#metrics.liveStreamsEnded.inc({ why })
  }
}
