const turns = 1_000_000
/** The quickest of some is one that nobody interrupted. */
const tries = 9

/**
 * Milliseconds that a million turns of a simple loop take now. Rented machines are held back when they have worked hard for a while, to a
 * quarter of their speed: what is measured then is that.
 */
export function loopMs(): number {
  let quickestMs = Number.POSITIVE_INFINITY
  for (let left = tries; left > 0; left--) quickestMs = Math.min(quickestMs, timed())
  return Math.round(quickestMs * 100) / 100
}

function timed(): number {
  const beganMs = performance.now()
  let value = 0
  for (let turn = 0; turn < turns; turn++) value = ((value ^ turn) + (turn & 7)) | 0
  const tookMs = performance.now() - beganMs
  // Never so, but a compiler can't know.
  return value === 0.5 ? 0 : tookMs
}
