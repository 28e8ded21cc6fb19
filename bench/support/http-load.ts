import { connect } from 'node:net'
import { percentile } from './percentile.ts'
import type { BenchResult } from './results.ts'

export interface Load {
  port: number
  /** Connections, each of which waits for its answer before it asks again. */
  connections: number
  seconds: number
  /** A whole request, head and body, as it goes over the wire. */
  request(): Buffer | string
}

export interface LoadFigures {
  perSecond: number
  msP50: number
  msP99: number
  /** Answers other than 200. */
  failures: number
}

/** A case of a bench: answers a second, and the time from a request to the end of its answer. Throws when one is no 200. */
export async function measureLoad(name: string, asked: Load): Promise<BenchResult[]> {
  const { failures, ...figures } = await load(asked)
  if (failures > 0) throw new Error(`${name}: ${failures} requests failed`)
  return [
    { case: name, metric: 'perSecond', value: figures.perSecond, unit: '1/s' },
    { case: name, metric: 'msP50', value: figures.msP50, unit: 'ms' },
    { case: name, metric: 'msP99', value: figures.msP99, unit: 'ms' },
  ]
}

/** What connections and processes need to come up to speed is not measured. */
const warmUpSeconds = 2

/**
 * Asks over kept connections and reads no more of an answer than its length: what the generator takes of the machine is not
 * there for the server, and a whole HTTP client would take more than the server does.
 */
export async function load({ port, connections, seconds, request }: Load): Promise<LoadFigures> {
  const times: number[] = []
  let failures = 0
  const fromMs = performance.now() + warmUpSeconds * 1000
  const untilMs = fromMs + seconds * 1000
  await Promise.all(Array.from({ length: connections }, () => ask()))
  return {
    perSecond: times.length / seconds,
    msP50: percentile(times, 0.5),
    msP99: percentile(times, 0.99),
    failures,
  }

  function ask(): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true })
      let sentMs = 0
      let missing = 0
      let unread: Buffer | undefined
      const send = () => {
        sentMs = performance.now()
        if (sentMs < untilMs) socket.write(request())
        else socket.destroy()
      }
      const answered = () => {
        const nowMs = performance.now()
        if (nowMs >= fromMs && nowMs < untilMs) times.push(nowMs - sentMs)
        send()
      }
      socket.on('connect', send)
      socket.on('data', (chunk) => {
        if (missing > 0) missing -= chunk.length
        else {
          const bytes: Buffer = unread === undefined ? chunk : Buffer.concat([unread, chunk])
          const end = bytes.indexOf('\r\n\r\n')
          unread = end < 0 ? bytes : undefined
          if (end < 0) return
          const head = bytes.toString('latin1', 0, end + 2)
          if (!head.startsWith('HTTP/1.1 200')) failures++
          const length = /\r\ncontent-length: (\d+)/i.exec(head)
          if (length === null) return void socket.destroy(new Error('an answer without a length'))
          missing = Number(length[1]) - (bytes.length - end - 4)
        }
        if (missing === 0) answered()
      })
      socket.on('close', () => resolve())
      socket.on('error', reject)
    })
  }
}
