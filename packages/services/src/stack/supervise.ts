import { setTimeout as sleep } from 'node:timers/promises'
import { type Child, describeEnd, lastLines } from '../process/child.ts'
import type { Children } from '../process/children.ts'

/** A program that ends again and again is started ever more rarely, so that its log can be read. */
const firstPauseMs = 1_000
const pauseMsMax = 30_000
/** One that ran for this long had recovered: the pauses begin anew. */
const recoveredAfterMs = 60_000
const shownLines = 8

/**
 * Starts each child again that ends by itself. One crash must not take a running stack down: the others are written to
 * survive it, and a developer wants to see that they do.
 */
export function supervise(children: Children, say: (text: string) => void): void {
  for (const child of children.all) void watch(child, children, say)
}

async function watch(first: Child, children: Children, say: (text: string) => void): Promise<void> {
  let child = first
  let pauseMs = firstPauseMs
  for (;;) {
    const startedMs = performance.now()
    const end = await child.ended
    if (children.isStopped) return
    if (performance.now() - startedMs > recoveredAfterMs) pauseMs = firstPauseMs
    const lines = lastLines(child.logFile, shownLines).map((line) => `\n    ${line}`)
    say(
      `${child.name} ended (${describeEnd(end)}); it is started again in ${pauseMs / 1000} s. Its last lines:${lines.join('')}`,
    )
    await sleep(pauseMs)
    pauseMs = Math.min(pauseMs * 2, pauseMsMax)
    if (children.isStopped) return
    try {
      child = await children.startAgain(child.name)
    } catch (error) {
      if (!children.isStopped) say(`${child.name} could not be started again: ${(error as Error).message}`)
      return
    }
  }
}
