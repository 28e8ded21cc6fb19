import { Deadline } from '../http/deadline.ts'

/** Enough that one of them meets no queue on its way. */
const probes = 4

/** For all requests to a region, the first one's connecting among them: whoever queues waits for the farthest. */
const timeoutMs = 3_000

/** Each time from the server itself, and without what it may know of the player. */
const anew = { cache: 'no-store', credentials: 'omit' } as const

/**
 * Milliseconds to the server at `url` and back, the least of several requests over a connection that is open already. Undefined:
 * it was not reached, or refused.
 */
export async function roundTripMs(url: string): Promise<number | undefined> {
  const deadline = new Deadline(timeoutMs)
  let leastMs: number | undefined
  try {
    await ask(url, deadline.signal)
    for (let probe = 0; probe < probes; probe++) {
      const startedMs = performance.now()
      await ask(url, deadline.signal)
      const ms = performance.now() - startedMs
      leastMs = Math.min(leastMs ?? ms, ms)
    }
  } catch {
    // What was measured before counts.
  } finally {
    deadline.end()
  }
  return leastMs
}

async function ask(url: string, signal: AbortSignal): Promise<void> {
  const response = await fetch(url, { ...anew, signal })
  // A connection is used again when its answer has been read.
  await response.arrayBuffer()
  if (!response.ok) throw new Error(`${url} answers ${response.status}`)
}
