import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'

export interface Loop {
  /** Resolves when the pass under way, if any, is over. */
  stop(): Promise<void>
}

export interface LoopOptions {
  name: string
  intervalMs: number | (() => number)
  log: Logger
  /** One pass. True: there is more to do, so the next pass follows at once. */
  pass: () => Promise<boolean>
}

/**
 * Runs a pass after the other, `intervalMs` apart. A failing pass is tried again at the next turn: an outage is logged
 * when it begins and when it ends, not ten times a second.
 */
export function runEvery({ name, intervalMs, log, pass }: LoopOptions): Loop {
  const stopping = new AbortController()
  let isFailing = false

  async function turn(): Promise<boolean> {
    try {
      const isMoreToDo = await pass()
      if (isFailing) log.info({ loop: name }, 'loop works again')
      isFailing = false
      return isMoreToDo
    } catch (error) {
      if (!isFailing) log.warn({ err: error, loop: name }, 'loop fails; trying on')
      isFailing = true
      return false
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      if (await turn()) continue
      const waitMs = typeof intervalMs === 'number' ? intervalMs : intervalMs()
      await sleep(waitMs, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }

  const running = run()
  return {
    stop() {
      stopping.abort()
      return running
    },
  }
}
