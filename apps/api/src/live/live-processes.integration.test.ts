import { randomUUID } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Session } from '@gameserver/protocol/http'
import { addLiveEvents, type NewLiveEvent } from '@gameserver/storage/live-events'
import { connectPostgres, type Sql } from '@gameserver/storage/postgres'
import { createTestDatabase, type TestDatabase } from '@gameserver/storage/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answered } from '../testing/answered.ts'
import { type ApiProcess, freePort, runApi } from '../testing/api-process.ts'
import { type EventReader, listenTo } from '../testing/event-reader.ts'

interface Serving extends ApiProcess {
  url: string
  port: number
}

/** A busy machine takes long to start a process, and longer for two. */
const startTimeoutMs = 90_000

describe('live stream between processes', { timeout: 60_000 }, () => {
  let database: TestDatabase
  let writers: Sql
  let running: Serving[] = []
  /** One for the first test to kill, one for the last to stop. */
  let doomed: Serving
  let api: Serving
  beforeAll(async () => {
    database = await createTestDatabase()
    writers = connectPostgres(database.url, { connectionsMax: 20, timeoutMs: 20_000 })
    running = [await start(), await start()]
    ;[doomed, api] = running as [Serving, Serving]
    while (running.some(({ output }) => !output.stdout.includes('api ready'))) await sleep(50)
  }, startTimeoutMs)
  afterAll(async () => {
    for (const { process } of running) process.kill('SIGKILL')
    await writers.end({ timeout: 1 })
    await database.drop()
  })

  async function start(): Promise<Serving> {
    const port = await freePort()
    const process = runApi({ DATABASE_URL: database.url, PORT: `${port}`, LOG_LEVEL: 'info' })
    return { ...process, port, url: `http://127.0.0.1:${port}` }
  }
  async function login({ url }: Serving): Promise<Session> {
    const guest = {
      method: 'POST',
      body: JSON.stringify({ deviceId: randomUUID() }),
      headers: { 'content-type': 'application/json' },
    }
    const response = await answered(() => fetch(`${url}/v1/auth/guest`, guest))
    return response.json() as Promise<Session>
  }
  async function listening({ url }: Serving, session: Session, lastEventId?: string): Promise<EventReader> {
    const reader = await reading({ url }, session, lastEventId)
    await reader.until('ready')
    return reader
  }
  /** It may be cut off before it has heard all that it missed, and so before it is ready. */
  function reading(
    { url }: Pick<Serving, 'url'>,
    session: Session,
    lastEventId?: string,
  ): Promise<EventReader> {
    return answered(() => listenTo(url, session.accessToken, lastEventId))
  }
  /** Listens, and takes nothing any more from the moment that it is told what happens: who still catches up is waited for. */
  async function stalledReader({ port }: Serving, { accessToken }: Session): Promise<Socket> {
    const head = ['GET /v1/events HTTP/1.1', 'host: x', `authorization: Bearer ${accessToken}`]
    const { socket } = await answered(
      () =>
        new Promise<{ socket: Socket; status: number }>((resolve) => {
          let text = ''
          const socket = connect(port, '127.0.0.1').on('error', () => {})
          socket.write(`${head.join('\r\n')}\r\n\r\n`)
          socket.on('data', (bytes) => {
            text += bytes
            const status = Number(text.split(' ')[1])
            if (status === 200 && !text.includes('event: ready')) return
            resolve({ socket: socket.pause(), status })
          })
        }),
    )
    return socket
  }
  const leaving = ({ player }: Session, mode: string): NewLiveEvent => {
    return { playerId: player.id, kind: 'queue.left', game: 'arena', mode, reason: 'left' }
  }
  const write = (session: Session, mode: string, holdMs = 0) =>
    writers.begin(async (transaction) => {
      await addLiveEvents(transaction, [leaving(session, mode)])
      await sleep(holdMs)
    })
  const modes = (...readers: EventReader[]) =>
    readers.flatMap(({ received }) =>
      received.flatMap(({ message }) => ('mode' in message ? [message.mode] : [])),
    )

  it('loses nothing of a process that is killed', async () => {
    const sessions = await Promise.all(Array.from({ length: 10 }, () => login(doomed)))
    const before = await Promise.all(sessions.map((session) => listening(doomed, session)))
    const perPlayer = 40
    const writing = Promise.all(
      Array.from({ length: perPlayer * sessions.length }, (_, number) =>
        write(sessions[number % sessions.length] as Session, `${number}`, number % 9 === 0 ? 150 : 10),
      ),
    )
    await expect.poll(() => modes(...before).length, { interval: 5 }).toBeGreaterThan(0)
    doomed.process.kill('SIGKILL')
    await expect.poll(() => before.every(({ isEnded }) => isEnded)).toBe(true)
    const after = await Promise.all(
      sessions.map((session, index) => listening(api, session, before[index]?.lastEventId)),
    )
    await writing
    for (const index of sessions.keys()) {
      const [own, resumed] = [before[index], after[index]] as [EventReader, EventReader]
      const written = Array.from({ length: perPlayer }, (_, at) => `${at * sessions.length + index}`)
      await expect.poll(() => modes(own, resumed).sort()).toEqual(written.sort())
      expect(resumed.kinds).not.toContain('reset')
    }
    await Promise.all(after.map((reader) => reader.close()))
  })

  it('cuts off who does not read, who then resumes with all of it', async () => {
    const session = await login(api)
    const beginning = await listening(api, session)
    const start = beginning.lastEventId as string
    await beginning.close()
    const stalled = await stalledReader(api, session)
    const metric = async (line: string) => (await (await fetch(`${api.url}/metrics`)).text()).includes(line)
    await expect.poll(() => metric('gameserver_live_streams 1')).toBe(true)
    // The system takes a few megabytes off the process before anything waits in it.
    const long = 'x'.repeat(20_000)
    const events = 1_000
    const batch = 50
    for (let first = 0; first < events; first += batch) {
      await writers.begin((transaction) =>
        addLiveEvents(
          transaction,
          Array.from({ length: batch }, (_, at) => leaving(session, `${first + at} ${long}`)),
        ),
      )
    }
    await expect.poll(() => metric('gameserver_live_streams_ended_total{why="too_slow"} 1')).toBe(true)
    stalled.destroy()
    // Who catches up while the last are still being told may be cut off once more, and comes back as clients do.
    const resumed = [await reading(api, session, start)]
    const newest = () =>
      resumed.findLast(({ lastEventId }) => lastEventId !== undefined)?.lastEventId ?? start
    await expect
      .poll(async () => {
        if (resumed.at(-1)?.isEnded) resumed.push(await reading(api, session, newest()))
        return modes(...resumed).map((mode) => Number.parseInt(mode, 10))
      })
      .toEqual(Array.from({ length: events }, (_, number) => number))
    await resumed.at(-1)?.close()
  })

  it('stops at once, and sends its listeners away with a word', async () => {
    const sessions = await Promise.all(Array.from({ length: 20 }, () => login(api)))
    const readers = await Promise.all(sessions.map((session) => listening(api, session)))
    api.process.kill('SIGTERM')
    expect(await api.ended).toBe(0)
    // What a process has said before its end may be read after it.
    await expect.poll(() => readers.every(({ isEnded }) => isEnded)).toBe(true)
    for (const reader of readers) {
      expect(reader.received.at(-1)?.message).toEqual({ kind: 'end', reason: 'shutdown' })
      expect(reader.text).toMatch(/retry: \d+\nevent: end\n/)
    }
    const lines = api.output.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const timeOf = (message: string) => lines.find(({ msg }) => msg === message).time
    // What had to be waited for would have been waited for so long.
    expect(timeOf('stopped') - timeOf('stopping')).toBeLessThan(10_000)
  })
})
