/** It is looked so often whether this process runs, while there are deadlines. */
const stepMs = 20

/** A step that took longer counts for no more: the process, or the whole machine, stood still meanwhile. */
const stepMsMax = 100

/** So long at least after such a step, once: the answer may have to be read in parts, or was held up as we were. */
const afterStandstillMs = 50

interface Deadline {
  /** By `ranMs`. */
  atMs: number
  hasStoodStill: boolean
  over: () => void
}

/** One timer for all: most calls end within a step, and there are thousands a second. */
const deadlines = new Set<Deadline>()
let ranMs = 0
let steppedAtMs = 0
let isStepping = false

/**
 * Calls `over` when this process has run for `ms`: time in which it stood still does not count, since others may have answered
 * meanwhile, or stood still as well. Answers that are there by then are let in first. Returns what calls it off.
 */
export function afterRunning(ms: number, over: () => void): () => void {
  const nowMs = performance.now()
  if (!isStepping) {
    steppedAtMs = nowMs
    wait()
  }
  const deadline = { atMs: ranMs + Math.min(nowMs - steppedAtMs, stepMsMax) + ms, hasStoodStill: false, over }
  deadlines.add(deadline)
  return () => {
    deadlines.delete(deadline)
  }
}

function wait(): void {
  isStepping = true
  // The turn after the timer has read what came.
  setTimeout(() => setImmediate(step), stepMs)
}

function step(): void {
  const nowMs = performance.now()
  const tookMs = nowMs - steppedAtMs
  steppedAtMs = nowMs
  ranMs += Math.min(tookMs, stepMsMax)
  isStepping = false
  if (deadlines.size === 0) return
  wait()
  for (const deadline of deadlines) {
    if (tookMs > stepMsMax && !deadline.hasStoodStill) {
      deadline.hasStoodStill = true
      deadline.atMs = Math.max(deadline.atMs, ranMs + afterStandstillMs)
    }
    if (deadline.atMs > ranMs) continue
    deadlines.delete(deadline)
    deadline.over()
  }
}
