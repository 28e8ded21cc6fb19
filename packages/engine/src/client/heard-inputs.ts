import { depthsPerTick, noInputDepth } from '../input/input-queue.ts'

/** Which of the own inputs the authority is known to have: those need no repetition. */
export class HeardInputs {
  /** The newest of them. */
  tick = 0
  private toldTick = 0

  /** Another authority has those up to a tick. */
  takenOver(tick: number): void {
    this.tick = tick
    this.toldTick = tick
  }

  /** A snapshot came. `depth` is how far ahead the inputs were since the last time it was told; undefined: not told now. */
  observe(snapshotTick: number, depth: number | undefined): void {
    // Inputs reached `depth` beyond a tick after the one it was last told at.
    const hasCome = depth !== undefined && depth !== noInputDepth
    const inputTick = hasCome ? this.toldTick + Math.ceil(depth / depthsPerTick) : 0
    this.tick = Math.max(this.tick, snapshotTick, inputTick)
    if (depth !== undefined) this.toldTick = snapshotTick
  }
}
