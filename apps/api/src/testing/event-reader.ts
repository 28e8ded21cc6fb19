import type { LiveMessage } from '@gameserver/protocol/live-events'
import { liveMessageSchema } from '@gameserver/protocol/live-events'
import { expect } from 'vitest'
import type { Router } from '../http/router.ts'

export interface ReceivedMessage {
  id: string | undefined
  message: LiveMessage
}

/** A connection to `GET /v1/events`, with what has come so far. */
export interface EventReader {
  status: number
  headers: Headers
  received: ReceivedMessage[]
  /** Of the newest message that had one. */
  readonly lastEventId: string | undefined
  /** The ids of the events, `ready` left out. */
  readonly eventIds: string[]
  readonly kinds: string[]
  readonly isEnded: boolean
  /** Comments and fields on their own. */
  text: string
  /** Resolves when a message of this kind has come. */
  until(kind: LiveMessage['kind']): Promise<void>
  close(): Promise<void>
}

type Fetch = (path: string, init: RequestInit) => Response | Promise<Response>

export async function listenTo(
  target: Router | string,
  accessToken: string,
  lastEventId?: string,
): Promise<EventReader> {
  const request: Fetch =
    typeof target === 'string'
      ? (path, init) => fetch(target + path, init)
      : (path, init) => target.request(path, init)
  const response = await request('/v1/events', {
    headers: {
      authorization: `Bearer ${accessToken}`,
      ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
    },
  })
  const reader = response.body?.getReader()
  let isEnded = false
  const events: EventReader = {
    status: response.status,
    headers: response.headers,
    received: [],
    text: '',
    get lastEventId() {
      return this.received.findLast(({ id }) => id !== undefined)?.id
    },
    get eventIds() {
      return this.received
        .filter(({ message }) => message.kind !== 'ready')
        .flatMap(({ id }) => (id === undefined ? [] : [id]))
    },
    get kinds() {
      return this.received.map(({ message }) => message.kind)
    },
    get isEnded() {
      return isEnded
    },
    async until(kind) {
      await expect.poll(() => this.kinds, { interval: 10 }).toContain(kind)
    },
    async close() {
      await reader?.cancel()
    },
  }
  void readAll()
  return events

  async function readAll(): Promise<void> {
    const decoder = new TextDecoder()
    let unread = ''
    try {
      for (let chunk = await reader?.read(); chunk && !chunk.done; chunk = await reader?.read()) {
        const text = decoder.decode(chunk.value, { stream: true })
        events.text += text
        const blocks = (unread + text).split('\n\n')
        unread = blocks.pop() as string
        for (const block of blocks) take(block)
      }
    } catch {
      // The process at the other end was killed.
    }
    isEnded = true
  }

  function take(block: string): void {
    const fields = new Map(
      block.split('\n').map((line) => line.split(/: ?(.*)/s).slice(0, 2) as [string, string]),
    )
    const text = fields.get('data')
    if (text === undefined) return
    const message = liveMessageSchema.parse(JSON.parse(text))
    expect(fields.get('event')).toBe(message.kind)
    events.received.push({ id: fields.get('id'), message })
  }
}
