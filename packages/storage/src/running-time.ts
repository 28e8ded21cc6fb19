/** It is looked so often whether this process runs. */
const stepMs = 100

/** A step that took longer counts for no more: the process, or the whole machine, stood still meanwhile. */
const stepMsMax = 150

/** So long at least after such a step, once: the answer may have to be read in parts, or was held up as we were. */
const afterStandstillMs = 50

/**
 * Calls `over` when this process has run for `ms`: time in which it stood still does not count, since others may have answered
 * meanwhile, or stood still as well. Answers that are there by then are let in first. Returns what calls it off.
 */
export function afterRunning(ms: number, over: () => void): () => void {
  let leftMs = ms
  let sinceMs = performance.now()
  let hasStoodStill = false
  let isOff = false
  let timer: NodeJS.Timeout

  function step(): void {
    if (isOff) return
    const tookMs = performance.now() - sinceMs
    sinceMs += tookMs
    leftMs -= Math.min(tookMs, stepMsMax)
    if (tookMs > stepMsMax && !hasStoodStill) {
      hasStoodStill = true
      leftMs = Math.max(leftMs, afterStandstillMs)
    }
    if (leftMs <= 0) over()
    else wait()
  }
  function wait(): void {
    // The turn after the timer has read what came.
    timer = setTimeout(() => setImmediate(step), Math.min(leftMs, stepMs))
  }
  wait()
  return () => {
    isOff = true
    clearTimeout(timer)
  }
}
